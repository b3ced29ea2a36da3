using System.Diagnostics;
using System.Globalization;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>Measures the published worker: once with a backlog, once without, each in a process that does nothing else.</summary>
internal sealed class WorkerMeasurement(string app, EventsApiSimulator simulator, EventHubStandIn hub, TableStandIn table)
{
    /// <summary>Drains all feeds at once.</summary>
    /// <exception cref="InvalidOperationException">Not every event arrived, or one did twice.</exception>
    public async Task<DrainFigures> DrainAsync(int eventsPerFeed, CancellationToken cancellationToken)
    {
        long countBefore = hub.Count;
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(app, Settings(), cancellationToken);
        Task<(TimeSpan At, TimeSpan Cpu)> first = WaitForFirstEventAsync(worker, hub.Store.Batches, cancellationToken);
        (long start, TimeSpan cpu) = (Stopwatch.GetTimestamp(), worker.CpuTime);
        long[] events = await Task.WhenAll(EventFeed.All.Select(feed => worker.DrainAsync(feed, cancellationToken)));
        var pass = new PassFigures(worker.CpuTime - cpu, Stopwatch.GetElapsedTime(start));
        if (events.Any(count => count != eventsPerFeed) || hub.Count - countBefore != events.Sum())
        {
            throw new InvalidOperationException($"{string.Join(", ", events)} events were counted and {hub.Count - countBefore} arrived, instead of three times {eventsPerFeed}.");
        }

        (TimeSpan at, TimeSpan cpuToFirst) = await first;
        return new DrainFigures(pass, worker.PeakMemory, at, cpuToFirst);
    }

    /// <summary>Runs that find nothing, because all feeds have been drained.</summary>
    /// <exception cref="InvalidOperationException">A run found something.</exception>
    public async Task<IdleFigures> IdleAsync(int runs, CancellationToken cancellationToken)
    {
        int connections = hub.Connections.Count;
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(app, Settings(), cancellationToken);
        await RunIdleAsync(worker, 1, cancellationToken);
        (TimeSpan answered, TimeSpan cpuToAnswer) = (Stopwatch.GetElapsedTime(worker.Started), worker.CpuTime);

        // As many runs as are measured come before; they compile what a long life compiles.
        await RunIdleAsync(worker, runs, cancellationToken);
        (int reads, int writes, long calls) = (table.Reads, table.Writes, simulator.Requests.Count);
        TimeSpan cpu = worker.CpuTime;
        await RunIdleAsync(worker, runs, cancellationToken);
        double count = runs;
        return new IdleFigures(answered, cpuToAnswer, (worker.CpuTime - cpu) / count, worker.PeakMemory,
            (table.Reads - reads) / count, (table.Writes - writes) / count, (simulator.Requests.Count - calls) / count, hub.Connections.Count - connections);
    }

    private static async Task RunIdleAsync(WorkerUnderTest worker, int runs, CancellationToken cancellationToken)
    {
        for (int run = 0; run < runs; run++)
        {
            long events = (await worker.InvokeAsync(EventFeed.All[run % EventFeed.All.Length], cancellationToken)).GetProperty("events").GetInt64();
            if (events != 0)
            {
                throw new InvalidOperationException($"An idle run found {events} events.");
            }
        }
    }

    private async Task<(TimeSpan At, TimeSpan Cpu)> WaitForFirstEventAsync(WorkerUnderTest worker, long batchesBefore, CancellationToken cancellationToken)
    {
        while (hub.Store.Batches == batchesBefore)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        }

        return (Stopwatch.GetElapsedTime(worker.Started), worker.CpuTime);
    }

    private Dictionary<string, string> Settings()
    {
        Dictionary<string, string> settings = new WorkerSettings(
            simulator.BaseAddress.ToString(),
            simulator.Token,
            hub.ConnectionString,
            table.ConnectionString)
        {
            Maximum = int.MaxValue,
        }.ToDictionary();
        settings["OnePassword__InitialLookback"] = "100.00:00:00";

        // As on Flex Consumption: an instance is for one timer and starts no web server; in development a start checks the container.
        settings["FUNCTIONS_TARGET_GROUP"] = "function:" + EventFeed.AuditEvents.FunctionName;
        settings["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production";
        return settings;
    }
}
