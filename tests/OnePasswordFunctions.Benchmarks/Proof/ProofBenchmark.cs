using System.Globalization;
using OnePasswordFunctions.Benchmarks.Pipeline;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Publishing;

namespace OnePasswordFunctions.Benchmarks.Proof;

/// <summary>
/// The published worker drains one feed into a hub that keeps every message; then a worker of its own proves the whole period over HTTP, as a
/// person does, and is measured by the operating system.
/// </summary>
internal static class ProofBenchmark
{
    private static readonly EventFeed Feed = EventFeed.AuditEvents;

    /// <summary>0 when every event was proven to be there once, within 100 MB.</summary>
    public static async Task<int> RunAsync(ProofOptions options, CancellationToken cancellationToken)
    {
        string app = options.App ?? await AppPublisher.PublishAsync(RepositoryRoot.Find(), Console.WriteLine, cancellationToken);
        var simulated = new SimulatorOptions { RequestLogLength = 10 };
        simulated.EventsOf[SimulatedFeed.AuditEvents] = options.Events;
        await using var simulator = new EventsApiSimulator(simulated, TimeProvider.System);
        await using var hub = new EventHubStandIn(new EventHubStandInOptions { Partitions = options.Partitions }, TimeProvider.System);
        await using var table = new TableStandIn();
        await simulator.StartAsync(cancellationToken);
        await hub.StartAsync(cancellationToken);
        await table.StartAsync(cancellationToken);
        (DateTimeOffset from, DateTimeOffset to) = (DateTimeOffset.UtcNow - simulated.History - TimeSpan.FromHours(1), DateTimeOffset.UtcNow);
        Dictionary<string, string> settings = Settings(simulator, hub, table);

        await using (WorkerUnderTest ingester = await WorkerUnderTest.StartAsync(app, settings, cancellationToken))
        {
            long events = await ingester.DrainAsync(Feed, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"proof: {events:N0} events published, {hub.Count:N0} messages in {options.Partitions} partitions, load {Load()}"));
        }

        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(app, settings, cancellationToken);
        ProofFigures figures = await new ProofMeasurement(worker, Feed).ProveAsync(from, to, cancellationToken);
        Console.WriteLine(figures.Describe());
        return figures.IsWhole(options.Events) && figures.IsSmall ? 0 : 1;
    }

    /// <summary>With the web server, which the proof needs; without the checks of a development environment.</summary>
    private static Dictionary<string, string> Settings(EventsApiSimulator simulator, EventHubStandIn hub, TableStandIn table) =>
        new(new WorkerSettings(
            simulator.BaseAddress.ToString(),
            simulator.Token,
            hub.ConnectionString,
            table.ConnectionString)
        {
            Maximum = int.MaxValue,
        }.ToDictionary())
        {
            ["OnePassword__InitialLookback"] = "100.00:00:00",
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Production",
        };

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
