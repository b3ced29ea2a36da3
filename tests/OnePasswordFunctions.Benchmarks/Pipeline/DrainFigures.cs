using System.Globalization;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>What a drain showed.</summary>
/// <param name="Pass">From the first timer to the last answer.</param>
/// <param name="PeakMemory">The most memory that the process ever had, in bytes.</param>
/// <param name="FirstEvent">From the process's start to the first batch that the hub accepted.</param>
/// <param name="CpuToFirstEvent">What that took.</param>
internal readonly record struct DrainFigures(PassFigures Pass, long PeakMemory, TimeSpan FirstEvent, TimeSpan CpuToFirstEvent)
{
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"peak {PeakMemory / 1048576.0:0} MB, first event after {FirstEvent.TotalMilliseconds:0} ms and {CpuToFirstEvent.TotalMilliseconds:0} ms of CPU");
}
