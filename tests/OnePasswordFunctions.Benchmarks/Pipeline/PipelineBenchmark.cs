using System.Globalization;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Publishing;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// The published worker drains three feeds at once, with every commit, from pages that are rendered in advance into a hub that only
/// counts. In each round the baselines run right before it, because how fast a machine is changes within minutes.
/// </summary>
internal static class PipelineBenchmark
{
    public static async Task<int> RunAsync(PipelineOptions options, CancellationToken cancellationToken)
    {
        IList<string> apps = options.Apps.Count > 0 ? options.Apps : [await AppPublisher.PublishAsync(RepositoryRoot.Find(), Console.WriteLine, cancellationToken)];
        var simulatorOptions = new SimulatorOptions { EventsPerFeed = options.EventsPerFeed, Render = new RenderedPages().Render, RequestLogLength = 10 };
        await using var simulator = new EventsApiSimulator(simulatorOptions, new PreciseTime());
        await using var hub = new EventHubStandIn(new EventHubStandInOptions { MessagesKept = 0 }, TimeProvider.System);
        await simulator.StartAsync(cancellationToken);
        await hub.StartAsync(cancellationToken);

        // The first pass renders the pages and warms the stand-ins up; it is not counted.
        await Baseline.MeasureAsync(ForwardingBaseline.Command, simulator, hub, options.EventsPerFeed, cancellationToken);
        simulator.Options.Latency = TimeSpan.FromMilliseconds(options.LatencyMilliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores, load {Load()}, .NET {Environment.Version}, {3L * options.EventsPerFeed:N0} events, {options.LatencyMilliseconds} ms per page"));
        for (int round = 1; round <= options.Rounds; round++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}, load {Load()}"));
            await RunRoundAsync(options, apps, simulator, hub, cancellationToken);
        }

        return 0;
    }

    private static async Task RunRoundAsync(PipelineOptions options, IList<string> apps, EventsApiSimulator simulator, EventHubStandIn hub, CancellationToken cancellationToken)
    {
        double events = 3.0 * options.EventsPerFeed;
        PassFigures forward = (await Baseline.MeasureAsync(ForwardingBaseline.Command, simulator, hub, options.EventsPerFeed, cancellationToken))[0];
        Console.WriteLine($"  {"F forwarding pages",-24}{forward.Describe(events)}");
        IReadOnlyList<PassFigures> send = await Baseline.MeasureAsync(SdkBaseline.Command, simulator, hub, options.EventsPerFeed, cancellationToken);
        Console.WriteLine($"  {"S sending bare",-24}{send[0].Describe(events)}");
        Console.WriteLine($"  {"S again, compiled",-24}{send[1].Describe(events)}");
        Console.WriteLine($"  {"M sending our messages",-24}{send[2].Describe(events)}");
        foreach (string app in apps)
        {
            await using var table = new TableStandIn();
            await table.StartAsync(cancellationToken);
            var measurement = new WorkerMeasurement(app, simulator, hub, table);
            DrainFigures drain = await measurement.DrainAsync(options.EventsPerFeed, cancellationToken);
            Console.WriteLine($"  {Name(app),-24}{drain.Pass.Describe(events)}  {drain.Describe()}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"    CPU {drain.Pass.Cpu / forward.Cpu:0.0} x F, {drain.Pass.Cpu / send[0].Cpu:0.00} x S, {drain.Pass.Cpu / send[1].Cpu:0.00} x S compiled, {drain.Pass.Cpu / send[2].Cpu:0.00} x M; speed {forward.Elapsed / drain.Pass.Elapsed:0.000} x F, {send[0].Elapsed / drain.Pass.Elapsed:0.00} x S"));
            Console.WriteLine($"    idle: {(await measurement.IdleAsync(options.IdleRuns, cancellationToken)).Describe()}");
        }
    }

    private static string Name(string app) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(app)));

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
