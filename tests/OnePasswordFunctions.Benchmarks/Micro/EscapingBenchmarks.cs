using System.Text.Encodings.Web;
using BenchmarkDotNet.Attributes;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>Escaping a page's JSON for the inside of a JSON string.</summary>
[MemoryDiagnoser]
public class EscapingBenchmarks
{
    private readonly byte[] _target = new byte[(2 * SampleEvents.Body.Length) + JsonStringEscaper.Slack];

    [Benchmark(Baseline = true)]
    public int CopyBytes()
    {
        SampleEvents.Body.CopyTo(_target, 0);
        return SampleEvents.Body.Length;
    }

    [Benchmark]
    public int Escaper() => JsonStringEscaper.Escape(SampleEvents.Body, _target);

    [Benchmark]
    public int RelaxedEncoder()
    {
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(SampleEvents.Body, _target, out _, out int written);
        return written;
    }
}
