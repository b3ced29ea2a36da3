using System.Globalization;

namespace OnePasswordFunctions.Benchmarks.Proof;

/// <summary>What a proof took and what it said, all its calls together.</summary>
internal sealed class ProofFigures
{
    /// <summary>What a proof may take, however many events it is about.</summary>
    private const long MostMemory = 100L << 20;

    private readonly Dictionary<string, long> _counts = [];

    /// <summary>Calls until everything was proven.</summary>
    public int Calls { get; set; }

    /// <summary>The longest of them.</summary>
    public TimeSpan LongestCall { get; set; }

    public TimeSpan Elapsed { get; set; }

    /// <summary>What the operating system charged the process.</summary>
    public TimeSpan Cpu { get; set; }

    /// <summary>The process's memory before the first call, in bytes.</summary>
    public long IdleMemory { get; set; }

    /// <summary>The most memory that it had during the calls, in bytes.</summary>
    public long PeakMemory { get; set; }

    /// <summary>What the last call said of all together: proven, not_proven or partial.</summary>
    public string Status { get; set; } = "";

    /// <summary>Numbers of the stream that no message carries, as the last call saw it.</summary>
    public long Gaps { get; set; }

    /// <summary>Adds one of the counts of a call.</summary>
    public void Add(string name, long count) => _counts[name] = _counts.GetValueOrDefault(name) + count;

    /// <summary>Whether every event was proven to be in the hub once.</summary>
    public bool IsWhole(long events) => Status == "proven" && Gaps == 0 && _counts["served"] == events && _counts["once"] == events;

    /// <summary>Whether the calls took no more memory than a proof may.</summary>
    public bool IsSmall => PeakMemory - IdleMemory <= MostMemory;

    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"""
        proof: {Status} in {Calls} calls, {Elapsed.TotalSeconds:0.0} s (the longest call {LongestCall.TotalSeconds:0.0} s), {Cpu.TotalSeconds:0.0} s of CPU
          memory {IdleMemory / 1048576.0:0} MB before, at most {PeakMemory / 1048576.0:0} MB: {(PeakMemory - IdleMemory) / 1048576.0:0} MB more
          {string.Join(", ", _counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}")))}, numbers missing {Gaps:N0}
        """);
}
