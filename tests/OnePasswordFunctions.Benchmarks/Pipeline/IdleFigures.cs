using System.Globalization;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>What an instance showed that never found an event.</summary>
/// <param name="FirstAnswer">From the process's start to the end of its first timer invocation.</param>
/// <param name="CpuToFirstAnswer">What that took.</param>
/// <param name="CpuPerRun">What a further run takes.</param>
/// <param name="PeakMemory">The most memory that the process ever had, in bytes.</param>
/// <param name="TableReads">Reads of the table in each run.</param>
/// <param name="TableWrites">Writes to the table in each run.</param>
/// <param name="ApiCalls">Requests to the Events API in each run.</param>
/// <param name="HubConnections">Connections to the hub in all runs.</param>
internal readonly record struct IdleFigures(
    TimeSpan FirstAnswer, TimeSpan CpuToFirstAnswer, TimeSpan CpuPerRun, long PeakMemory, double TableReads, double TableWrites, double ApiCalls, int HubConnections)
{
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"first answer after {FirstAnswer.TotalMilliseconds:0} ms and {CpuToFirstAnswer.TotalMilliseconds:0} ms of CPU; a run {CpuPerRun.TotalMilliseconds:0.0} ms of CPU, {TableReads:0.00} table reads, {TableWrites:0.00} writes, {ApiCalls:0.00} API calls; hub connections {HubConnections}; peak {PeakMemory / 1048576.0:0} MB");
}
