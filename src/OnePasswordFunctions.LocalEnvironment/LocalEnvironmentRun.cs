using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Progress;
using OnePasswordFunctions.LocalEnvironment.Proof;
using OnePasswordFunctions.LocalEnvironment.Publishing;
using Spectre.Console;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>One run of the local environment: starts every part in turn, shows the progress, and stops all of them, however it ends.</summary>
internal sealed class LocalEnvironmentRun(LocalEnvironmentOptions options, IAnsiConsole console, TimeProvider timeProvider)
{
    private const int UsualPort = 7071;
    private const int Feeds = 3;

    // Stopped in the reverse order: first the host, so that nobody misses what goes after it.
    private readonly Stack<IAsyncDisposable> _started = new();
    private EventsApiSimulator? _simulator;
    private EventHubStandIn? _hub;
    private DeliveryLedger? _ledger;

    /// <summary>Runs until it is cancelled, until it has caught up when that is asked for, or until the host stops by itself.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="LocalEnvironmentException">A part cannot be started; the message says what to do.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StartAndWatchAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Say("Stopping everything; a second Ctrl+C kills it at once.");
            return options.UntilCaughtUp ? 1 : 0;
        }
        finally
        {
            await StopAsync();
        }
    }

    private async Task<int> StartAndWatchAsync(CancellationToken cancellationToken)
    {
        string root = RepositoryRoot.Find();
        int httpPort = ChoosePort();
        await AzuriteInstaller.InstallAsync(root, Say, cancellationToken);
        string appRoot = await AppPublisher.PublishAsync(root, Say, cancellationToken);
        AzuriteServer azurite = Remember(new AzuriteServer(root, DataPath("azurite"), withBlobAndQueue: options.UseCoreTools));
        await azurite.StartAsync(cancellationToken);
        await StartSimulatorAsync(cancellationToken);
        await StartHubAsync(cancellationToken);
        var board = new ProgressBoard(_ledger is null ? null : _ledger.Compare, timeProvider);
        Task hostStopped = await StartHostAsync(appRoot, httpPort, CreateSettings(azurite), board, cancellationToken);
        Introduce($"127.0.0.1:{httpPort}", azurite);
        return await WatchAsync(board, new Uri($"http://127.0.0.1:{httpPort}/"), hostStopped, cancellationToken);
    }

    private int ChoosePort()
    {
        int port = options.Port ?? UsualPort;
        if (FreePort.IsFree(port))
        {
            return port;
        }

        if (options.Port is not null)
        {
            throw new LocalEnvironmentException($"Port {port} of 127.0.0.1 is taken by another program. Give --port another number, or leave it out for a free one.");
        }

        int free = FreePort.Find();
        Say($"Port {port} is taken by another program; the HTTP functions are at port {free}.");
        return free;
    }

    private async Task StartSimulatorAsync(CancellationToken cancellationToken)
    {
        if (options.ServerUrl is not null)
        {
            return;
        }

        var simulated = new SimulatorOptions
        {
            LiveEventsPerSecond = options.Rate / Feeds,
            // The same for each feed, so rounded up: a proof counts what there is, not what was asked for.
            LiveEventsPerFeed = (options.LiveEvents + Feeds - 1) / Feeds,
            LateShare = options.LatePercent / 100,
            Latency = options.Latency,
        };
        foreach (SimulatedFeed feed in SimulatedFeeds.All)
        {
            simulated.EventsOf[feed] = (options.Events + Feeds - 1 - (int)feed) / Feeds;
        }

        _simulator = Remember(new EventsApiSimulator(simulated, timeProvider));
        await _simulator.StartAsync(cancellationToken);
        foreach (string fault in options.Faults)
        {
            _simulator.AddFault(fault);
        }
    }

    private async Task StartHubAsync(CancellationToken cancellationToken)
    {
        if (options.EventHubConnection is not null)
        {
            return;
        }

        var hubOptions = new EventHubStandInOptions { MessagesKept = 100_000, JournalPath = DataPath("event-hub-batches.journal") };
        hubOptions.Hubs[0] = options.EventHubName;
        if (_simulator is not null)
        {
            _ledger = new DeliveryLedger(_simulator);
            hubOptions.Observer = message => _ledger.Record(message.Body.Span);
        }

        _hub = Remember(new EventHubStandIn(hubOptions, timeProvider));
        await _hub.StartAsync(cancellationToken);
        foreach (string fault in options.HubFaults)
        {
            _hub.AddFault(fault);
        }
    }

    private Dictionary<string, string> CreateSettings(AzuriteServer azurite) => new WorkerSettings(
        (options.ServerUrl ?? _simulator!.BaseAddress).AbsoluteUri.TrimEnd('/'),
        options.Token ?? _simulator!.Token,
        options.EventHubConnection ?? _hub!.ConnectionString,
        azurite.ConnectionString)
    {
        EventHubName = options.EventHubName,
        Schedule = options.Schedule,
        Maximum = options.Maximum,
    }.ToDictionary();

    private async Task<Task> StartHostAsync(string appRoot, int port, Dictionary<string, string> settings, ProgressBoard board, CancellationToken cancellationToken)
    {
        if (options.UseCoreTools)
        {
            return Remember(CoreToolsHost.Start(appRoot, port, settings, board.Note)).Stopped;
        }

        FunctionsHostStandIn host = Remember(new FunctionsHostStandIn(new FunctionsHostOptions
        {
            AppRoot = appRoot,
            Settings = settings,
            HttpPort = port,
            StateFolder = DataPath("functions-host"),
            PerFunctionProcess = options.PerFunctionProcess,
        }, timeProvider));
        host.Log.Written += board.Note;
        await host.StartAsync(cancellationToken);
        return host.Stopped;
    }

    /// <param name="functions">Without a scheme, which curl does not need: so the longest line fits 80 columns.</param>
    private void Introduce(string functions, AzuriteServer azurite)
    {
        Say($"""
            Events API      {(_simulator is null ? $"{options.ServerUrl} (a real account)" : $"{_simulator.BaseAddress} (simulator; steer it at /control)")}
            Event Hubs      {(_hub is null ? "the namespace of --event-hub-connection" : $"{_hub.BaseAddress} (stand-in; read it at /control)")}
                            hub {options.EventHubName}
            Table Storage   http://127.0.0.1:{azurite.TablePort}/ (Azurite)
            Functions host  http://{functions}/ ({(options.UseCoreTools ? "Core Tools" : "stand-in")})
                            timers "{options.Schedule}", at most {options.Maximum:N0} events per run and feed
            Try in another terminal:
            curl {functions}/api/status
            curl {functions}/api/test-connection
            curl "{functions}/api/prove-delivery?event_type=auditevents"
            curl "{functions}/api/get-events?event_type=itemusages&order=newest&limit=3"

            """);
    }

    private async Task<int> WatchAsync(ProgressBoard board, Uri functions, Task hostStopped, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task showing = new ProgressDisplay(board, console, timeProvider).RunAsync(ending.Token);
        Task<bool> caughtUp = options.UntilCaughtUp
            ? new CaughtUpWait(_ledger!.Compare, () => _simulator!.IsFullyVisible, board, timeProvider).WaitAsync(options.TimeLimit, ending.Token)
            : new TaskCompletionSource<bool>().Task.WaitAsync(ending.Token);
        Task first = await Task.WhenAny(caughtUp, hostStopped);
        await ending.CancelAsync();
        await showing;
        if (first == hostStopped && !cancellationToken.IsCancellationRequested)
        {
            throw new LocalEnvironmentException("The Functions host stopped by itself. " + string.Join(Environment.NewLine, board.Problems));
        }

        bool inTime = await caughtUp;
        (bool isProven, IReadOnlyList<string> lines) = await new ProductProof(functions).AskAsync(timeProvider.GetUtcNow(), cancellationToken);
        await StopAsync();
        return Prove(inTime, isProven, lines);
    }

    private int Prove(bool inTime, bool isProvenByTheApp, IReadOnlyList<string> itsLines)
    {
        DeliveryReport report = _ledger!.Compare();
        bool isProven = inTime && CaughtUpWait.IsProven(report) && isProvenByTheApp;
        foreach (string line in report.Describe().Concat(itsLines))
        {
            Say(line);
        }

        if (!inTime)
        {
            Say($"Not caught up within {options.TimeLimit}; --time-limit sets how long to wait.");
        }

        Say(isProven ? "Proven: every event served is in the hub exactly once, unchanged." : "NOT proven: the hub does not hold every event exactly once.");
        return isProven ? 0 : 1;
    }

    private async Task StopAsync()
    {
        while (_started.TryPop(out IAsyncDisposable? part))
        {
            try
            {
                await part.DisposeAsync();
            }
            catch (IOException exception)
            {
                // The rest must be stopped all the same.
                Say($"While stopping: {exception.Message}");
            }
        }
    }

    private T Remember<T>(T part)
        where T : IAsyncDisposable
    {
        _started.Push(part);
        return part;
    }

    private void Say(string text) => console.WriteLine(text);

    private string? DataPath(string name) => options.DataFolder is null ? null : Path.Combine(options.DataFolder, name);
}
