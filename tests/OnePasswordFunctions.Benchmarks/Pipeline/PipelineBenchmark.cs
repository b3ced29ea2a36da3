using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// The published handler drains three feeds at once, with every commit, from pages that are rendered in advance into a hub that
/// only counts. CPU is what the operating system charges the handler's process; the ratio is to a program that only forwards bytes.
/// </summary>
internal static class PipelineBenchmark
{
    private const int IdleRuns = 60;

    public static async Task<int> RunAsync(PipelineOptions options, CancellationToken cancellationToken)
    {
        string executable = Path.Combine(options.App, OperatingSystem.IsWindows() ? "OnePasswordFunctions.exe" : "OnePasswordFunctions");
        if (!File.Exists(executable))
        {
            Console.Error.WriteLine($"There is no published app at {executable}. Run: dotnet publish src/OnePasswordFunctions -c Release -o artifacts/app");
            return 2;
        }

        var simulatorOptions = new SimulatorOptions { EventsPerFeed = options.EventsPerFeed, PreRenderedBytes = 8L << 30, RequestLogLength = 10 };
        await using var simulator = new EventsApiSimulator(simulatorOptions, TimeProvider.System);
        await using var hub = new EventHubStandIn(new EventHubStandInOptions { Retention = MessageRetention.Discard, RequestLogLength = 10 }, TimeProvider.System);
        await simulator.StartAsync(cancellationToken);
        await hub.StartAsync(cancellationToken);
        double events = 3.0 * options.EventsPerFeed;

        // The first pass renders the pages; it is not counted.
        await ForwardAsync(simulator, hub, cancellationToken);
        simulator.Latency = TimeSpan.FromMilliseconds(options.LatencyMilliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {events:N0} events, {options.LatencyMilliseconds} ms per page"));
        Console.WriteLine("                    CPU s/million  ratio  events/s  peak MB  start ms  first event ms  idle CPU ms  idle MB  table reads/idle run  API calls/idle run");
        for (int round = 1; round <= options.Rounds; round++)
        {
            (double baselineCpu, double baselineSeconds) = await ForwardAsync(simulator, hub, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"forwarding, round {round} {baselineCpu / events * 1e6,13:0.00}  {1,5:0.0}  {events / baselineSeconds,8:0}"));
            await using var table = new TableStandIn();
            await table.StartAsync(cancellationToken);
            string drain = await MeasureDrainAsync(executable, options, simulator, hub, table, baselineCpu, cancellationToken);
            string idle = await MeasureIdleAsync(executable, simulator, hub, table, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"handler, round {round}    {drain}{idle}"));
        }

        return 0;
    }

    private static async Task<string> MeasureDrainAsync(
        string executable, PipelineOptions options, EventsApiSimulator simulator, EventHubStandIn hub, TableStandIn table, double baselineCpu, CancellationToken cancellationToken)
    {
        using HandlerProcess handler = await HandlerProcess.StartAsync(executable, Settings(simulator, hub, table), cancellationToken);
        TimeSpan cpuBefore = handler.CpuTime;
        Task<TimeSpan> firstEvent = WaitForFirstEventAsync(hub, handler.Started, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        JsonElement[] records = await Task.WhenAll(EventFeed.All.Select(feed => handler.InvokeAsync(feed.FunctionName, cancellationToken)));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start), cpu = handler.CpuTime - cpuBefore;
        long events = records.Sum(record => record.GetProperty("events").GetInt64());
        if (events != 3L * options.EventsPerFeed)
        {
            throw new InvalidOperationException($"{events} events arrived instead of {3L * options.EventsPerFeed}: {string.Join(Environment.NewLine, records)}");
        }

        TimeSpan first = await firstEvent;
        return string.Create(CultureInfo.InvariantCulture,
            $"{cpu.TotalSeconds / events * 1e6,13:0.00}  {cpu.TotalSeconds / baselineCpu,5:0.0}  {events / elapsed.TotalSeconds,8:0}  {handler.PeakMemory / 1048576.0,7:0.0}  {handler.StartUp.TotalMilliseconds,8:0}  {first.TotalMilliseconds,14:0}");
    }

    /// <summary>Runs that find nothing, in a process that has never done anything else. The first three warm it up.</summary>
    private static async Task<string> MeasureIdleAsync(
        string executable, EventsApiSimulator simulator, EventHubStandIn hub, TableStandIn table, CancellationToken cancellationToken)
    {
        using HandlerProcess handler = await HandlerProcess.StartAsync(executable, Settings(simulator, hub, table), cancellationToken);
        foreach (EventFeed feed in EventFeed.All)
        {
            await handler.InvokeAsync(feed.FunctionName, cancellationToken);
        }

        (int reads, long calls) = (table.Reads, simulator.Requests.Count);
        TimeSpan start = handler.CpuTime;
        for (int run = 0; run < IdleRuns; run++)
        {
            await handler.InvokeAsync(EventFeed.All[run % 3].FunctionName, cancellationToken);
        }

        double idle = (handler.CpuTime - start).TotalMilliseconds / IdleRuns;
        return string.Create(CultureInfo.InvariantCulture,
            $"  {idle,11:0.00}  {handler.PeakMemory / 1048576.0,7:0.0}  {(table.Reads - reads) / (double)IdleRuns,20:0.00}  {(simulator.Requests.Count - calls) / (double)IdleRuns,18:0.00}");
    }

    private static async Task<TimeSpan> WaitForFirstEventAsync(EventHubStandIn hub, long started, CancellationToken cancellationToken)
    {
        long before = hub.Batches;
        while (hub.Batches == before)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<(double CpuSeconds, double Seconds)> ForwardAsync(EventsApiSimulator simulator, EventHubStandIn hub, CancellationToken cancellationToken)
    {
        ConnectionString.TryParse(hub.ConnectionString, out ConnectionString? parts, out _);
        var policy = new SharedAccessSignaturePolicy(hub.BaseAddress, new SharedKey(parts!["SharedAccessKeyName"]!, parts["SharedAccessKey"]!), TimeProvider.System);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[]
        {
            ForwardingBaseline.Command, simulator.BaseAddress.ToString(), simulator.Token,
            new Uri(hub.BaseAddress, "onepassword-events/messages?timeout=60&api-version=2014-01").ToString(),
            policy.Sign(TimeProvider.System.GetUtcNow().AddHours(1)),
        })
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        string[] figures = output.Trim().Split(' ');
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    private static Dictionary<string, string> Settings(EventsApiSimulator simulator, EventHubStandIn hub, TableStandIn table)
    {
        var settings = new Dictionary<string, string>
        {
            ["OnePassword__ServerUrl"] = simulator.BaseAddress.ToString(),
            ["OnePassword__ApiToken"] = simulator.Token,
            ["OnePassword__InitialLookback"] = "100.00:00:00",
            ["EventHubConnection"] = hub.ConnectionString,
            ["CursorStorage"] = table.ConnectionString,
        };
        foreach (EventFeed feed in EventFeed.All)
        {
            settings[$"OnePassword__Max{feed.SettingName}PerFetch"] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        }

        return settings;
    }
}
