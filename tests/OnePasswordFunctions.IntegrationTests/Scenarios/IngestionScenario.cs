using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>
/// The published worker as a process under the Functions host stand-in, between a simulator, a hub and a table of its own.
/// Timers fire only when a test says so.
/// </summary>
internal sealed class IngestionScenario : IAsyncDisposable
{
    private const int MostRunsOfADrain = 5000;

    private readonly ScenarioOptions _options;
    private readonly string _app;
    private readonly AzuriteServer _azurite;
    private readonly List<FunctionsHostStandIn> _hosts = [];
    private readonly ConcurrentDictionary<int, MemoryStream> _frames = new();
    private long _lastBatch = -1;

    private IngestionScenario(string app, AzuriteServer azurite, ScenarioOptions options)
    {
        (_app, _azurite, _options) = (app, azurite, options);
        var simulated = new SimulatorOptions { EventsPerFeed = options.EventsPerFeed };
        options.Simulator(simulated);
        Simulator = new EventsApiSimulator(simulated, TimeProvider.System);
        Ledger = new DeliveryLedger(Simulator);
        var hub = new EventHubStandInOptions
        {
            MessagesKept = options.MessagesKept,
            Observer = Observe,
            MaxMessageSize = options.MaxMessageSize,
            Received = options.KeepsReceivedBytes ? (connection, bytes) => _frames.GetOrAdd(connection, _ => new MemoryStream()).Write(bytes.Span) : null,
            QuotesTokens = options.HubQuotesTokens,
        };
        foreach (string further in options.FurtherHubs)
        {
            hub.Hubs.Add(further);
        }

        Hub = new EventHubStandIn(hub, TimeProvider.System);
        Table = new FaultyProxy(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{azurite.TablePort}")), KindOfTableRequest);
        Rows = new StoredRows(azurite, TableName);
        Log = new ScenarioLog(TableName);
        Table.Received += Log.NoteRow;
        Table.Requested += Log.NoteRequest;
    }

    /// <summary>Raised when the hub stores a batch, before its sender has an answer. The batch is stored whatever becomes of the sender.</summary>
    public event Action? BatchStored;

    public EventsApiSimulator Simulator { get; }

    public EventHubStandIn Hub { get; }

    /// <summary>In front of Azurite; requests are of the kinds <c>read</c>, <c>write</c>, <c>create</c> and <c>letter</c> (a dead letter).</summary>
    public FaultyProxy Table { get; }

    /// <summary>In front of the simulator, when the options ask for proxies; requests are of the kinds <c>page</c> and <c>introspect</c>.</summary>
    public FaultyProxy? ApiProxy { get; private set; }

    public DeliveryLedger Ledger { get; }

    public StoredRows Rows { get; }

    public ScenarioLog Log { get; }

    /// <summary>The host that was started last.</summary>
    public FunctionsHostStandIn Host => _hosts[^1];

    public string TableName { get; } = "T" + Guid.NewGuid().ToString("N");

    /// <summary>The most messages that one accepted batch held: the bound of what one crash can repeat.</summary>
    public int LargestBatch => Hub.Sends.ToList().Select(send => send.Stored).DefaultIfEmpty(0).Max();

    /// <summary>The key of the HTTP functions.</summary>
    public string FunctionKey { get; } = "function-key-" + Guid.NewGuid().ToString("N");

    public static async Task<IngestionScenario> StartAsync(PublishedAppFixture fixture, ScenarioOptions? options = null)
    {
        SuiteOutput.Begin();
        var scenario = new IngestionScenario(fixture.App, fixture.Azurite, options ?? new ScenarioOptions());
        await scenario.StartPartsAsync();
        await scenario.StartHostAsync(configure: scenario._options.Host);
        return scenario;
    }

    /// <summary>One more host with a worker of its own on the same rows, with other settings or another behaviour if need be.</summary>
    public async Task<FunctionsHostStandIn> StartHostAsync(
        IReadOnlyDictionary<string, string>? changes = null, Func<FunctionsHostOptions, FunctionsHostOptions>? configure = null)
    {
        Dictionary<string, string> settings = CreateSettings();
        foreach ((string name, string value) in changes ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        Log.NoteKeys(settings);
        Log.Search.AddSecret(FunctionKey);
        var options = new FunctionsHostOptions
        {
            AppRoot = _app,
            Settings = settings,
            RunTimers = false,
            Allows = MayCall,
            MaximumCrashes = int.MaxValue,

            // A stop kills the worker.
            TerminationGrace = TimeSpan.Zero,

            // A machine that is busy elsewhere is no reason to give a worker up.
            StartTimeout = TimeSpan.FromMinutes(5),
        };
        options = (configure ?? _options.Host)(options);
        var host = new FunctionsHostStandIn(options, TimeProvider.System);
        host.Log.Written += Log.Note;
        host.Invocations.Completed += Log.NoteAnswer;
        _hosts.Add(host);
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Ends the worker without warning and starts another with other settings, on the same rows.</summary>
    public async Task RestartAsync(params (string Name, string Value)[] changes)
    {
        await Host.StopAsync();
        await StartHostAsync(changes.ToDictionary(change => change.Name, change => change.Value));
    }

    /// <summary>Fires a timer and waits for the answer, which need not come.</summary>
    public async Task<InvocationResult> InvokeAsync(EventFeed feed, FunctionsHostStandIn? host = null)
    {
        FunctionsHostStandIn invoked = host ?? Host;
        return await Eventually.EndsAsync(invoked.InvokeTimerAsync(feed.FunctionName, CancellationToken.None));
    }

    /// <summary>Fires a timer and reads the run's record.</summary>
    public async Task<RecordedRun> RunAsync(EventFeed feed, FunctionsHostStandIn? host = null) => RecordedRun.Read(await InvokeAsync(feed, host));

    /// <summary>Fires the timers of these feeds, or of all, until each has caught up. A run that fails is a failure of the test.</summary>
    public async Task DrainAsync(params EventFeed[] feeds)
    {
        foreach (EventFeed feed in feeds.Length == 0 ? [.. EventFeed.All] : feeds)
        {
            RecordedRun run = await RunAsync(feed);
            for (int runs = 1; run.Outcome != "CaughtUp"; runs++)
            {
                Assert.True(run.Outcome is "MaximumReached" or "BudgetSpent" && runs < MostRunsOfADrain, $"Run {runs} of a drain ended so: {run}");
                run = await RunAsync(feed);
            }
        }
    }

    /// <summary>SIGKILL to the worker; waits until another has taken its place, though not until that answers.</summary>
    public async Task KillAsync()
    {
        int before = Host.RestartCount;
        Host.KillWorker();
        await Eventually.TrueAsync(() => Host.RestartCount > before, "a killed worker is started again");
    }

    /// <summary>The feed's row, which must be there.</summary>
    public async Task<FeedState> StateAsync(EventFeed feed) => await Rows.ReadAsync(feed) ?? throw new InvalidOperationException($"{feed} has no row.");

    /// <summary>Every event that the API has is in the hub, unchanged, and at most <paramref name="repeats"/> messages too many.</summary>
    public DeliveryReport AssertDelivered(long repeats = 0)
    {
        DeliveryReport report = Ledger.Compare();
        string text = report.Describe();
        Assert.True(report.NothingLost && report.Published == report.Held, text);
        Assert.True(report.OutOfOrder == 0, text);
        Assert.True(report.Repeated <= repeats, $"At most {repeats} repeats are allowed.{Environment.NewLine}{text}");
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        Simulator.Faults.Clear();
        Hub.Faults.Clear();
        foreach (FunctionsHostStandIn host in _hosts)
        {
            await host.StopAsync();
        }

        Log.NoteHub(Hub, _frames.Values.Select(frames => frames.ToArray()));
        foreach (FaultyProxy? proxy in (FaultyProxy?[])[Table, ApiProxy])
        {
            if (proxy is not null)
            {
                await proxy.DisposeAsync();
            }
        }

        await Hub.DisposeAsync();
        await Simulator.DisposeAsync();
        Log.Conclude();
    }

    // As in Azure: the key stands in a header, which wins, or in the query.
    private bool MayCall(HttpRequest request, string level) =>
        level == "anonymous" || (level == "function" && FunctionKey == (request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault()));

    private static string KindOfTableRequest(HttpRequest request) =>
        request.Path.Value!.EndsWith("/Tables", StringComparison.Ordinal) ? "create"
        : request.Path.Value.Contains(CursorStoreOptions.DeadLettersSuffix, StringComparison.Ordinal) ? "letter"
        : HttpMethods.IsGet(request.Method) ? "read"
        : "write";

    private void Observe(HubMessage message)
    {
        Ledger.Record(message.Body.Span);
        Log.SearchBody(message.Body.Span);
        if (message.Batch != _lastBatch)
        {
            _lastBatch = message.Batch;
            BatchStored?.Invoke();
        }
    }

    private async Task StartPartsAsync()
    {
        await Simulator.StartAsync(CancellationToken.None);
        await Hub.StartAsync(CancellationToken.None);
        await Table.StartAsync();
        if (_options.Proxies)
        {
            ApiProxy = new FaultyProxy(Simulator.BaseAddress, request => request.Path.Value!.EndsWith("introspect", StringComparison.Ordinal) ? "introspect" : "page");
            ApiProxy.Requested += Log.NoteRequest;
            await ApiProxy.StartAsync();
        }
    }

    /// <summary>The settings that a worker of this scenario gets.</summary>
    public Dictionary<string, string> CreateSettings()
    {
        string storage = _azurite.ConnectionString;
        Dictionary<string, string> settings = new WorkerSettings(
            (ApiProxy?.BaseAddress ?? Simulator.BaseAddress).AbsoluteUri.TrimEnd('/'),
            Simulator.Token,
            Hub.ConnectionString,
            storage.Replace(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_azurite.TablePort}"), Table.BaseAddress.Authority, StringComparison.Ordinal))
        {
            Maximum = _options.Maximum,
        }.ToDictionary();
        settings["CursorTableName"] = TableName;
        if (_options.TimersOnly)
        {
            settings["FUNCTIONS_TARGET_GROUP"] = "function:" + EventFeed.AuditEvents.FunctionName;
        }

        settings["OnePassword__ReadBackAfterCrash"] = _options.ReadsBack ? "true" : "false";
        if (_options.BatchBytes is { } bytes)
        {
            settings["EventHubMaxBatchBytes"] = bytes.ToString(CultureInfo.InvariantCulture);
        }

        if (_options.RunDuration is { } duration)
        {
            settings["OnePassword__MaxRunDuration"] = duration.ToString("c", CultureInfo.InvariantCulture);
        }

        foreach ((string name, string value) in _options.Settings)
        {
            settings[name] = value;
        }

        return settings;
    }
}
