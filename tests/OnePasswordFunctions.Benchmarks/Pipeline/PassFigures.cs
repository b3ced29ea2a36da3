using System.Globalization;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>What it took to move all events once.</summary>
/// <param name="Cpu">What the operating system charged the process, start-up left out.</param>
/// <param name="Elapsed">The time that passed.</param>
internal readonly record struct PassFigures(TimeSpan Cpu, TimeSpan Elapsed)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static PassFigures Parse(string text)
    {
        string[] parts = text.Trim().Split(' ');
        return new PassFigures(TimeSpan.Parse(parts[0], CultureInfo.InvariantCulture), TimeSpan.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>CPU seconds per million events, and events per second.</summary>
    public string Describe(double events) =>
        string.Create(CultureInfo.InvariantCulture, $"{Cpu.TotalSeconds / events * 1e6,6:0.00} CPU s/million  {events / Elapsed.TotalSeconds,9:N0} events/s");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cpu:c} {Elapsed:c}");
}
