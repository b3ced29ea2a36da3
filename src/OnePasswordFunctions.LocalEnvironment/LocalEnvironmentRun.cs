using System.Globalization;
using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Progress;
using OnePasswordFunctions.LocalEnvironment.Proof;
using OnePasswordFunctions.LocalEnvironment.Publishing;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>One run of the local environment: starts every part in turn, shows the progress, and stops all of them, however it ends.</summary>
/// <param name="isTerminal">Whether a live table may be drawn.</param>
internal sealed class LocalEnvironmentRun(LocalEnvironmentOptions options, TextWriter output, bool isTerminal, TimeProvider timeProvider)
{
    private const int UsualPort = 7071;

    // Stopped in the reverse order: first the host, so that nobody misses what goes after it.
    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly HostLog _coreToolsLog = new();
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
            // Over the ^C that a terminal has written there.
            output.Write(isTerminal ? "\r" : "");
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
        AzuriteServer azurite = await StartAzuriteAsync(root, cancellationToken);
        await StartServicesAsync(cancellationToken);
        Dictionary<string, string> settings = CreateSettings(azurite);
        var board = new ProgressBoard(_ledger is null ? null : _ledger.Compare, timeProvider);
        Task hostStopped = await StartHostAsync(appRoot, httpPort, settings, board, cancellationToken);
        Introduce(httpPort, azurite);
        return await WatchAsync(board, httpPort, hostStopped, cancellationToken);
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
            throw new LocalEnvironmentException(string.Create(CultureInfo.InvariantCulture,
                $"Port {port} of 127.0.0.1 is taken by another program. Give --port another number, or leave it out for a free one."));
        }

        int free = FreePort.Find();
        Say(string.Create(CultureInfo.InvariantCulture, $"Port {port} is taken by another program; the HTTP functions are at port {free}."));
        return free;
    }

    private async Task<AzuriteServer> StartAzuriteAsync(string root, CancellationToken cancellationToken)
    {
        var azurite = new AzuriteServer(root, DataPath("azurite"), withBlobAndQueue: options.UseCoreTools);
        _started.Push(azurite);
        await azurite.StartAsync(cancellationToken);
        return azurite;
    }

    private async Task StartServicesAsync(CancellationToken cancellationToken)
    {
        if (options.ServerUrl is null)
        {
            const int Feeds = 3;
            var simulated = new SimulatorOptions
            {
                LiveEventsPerSecond = options.Rate / Feeds,
                LateShare = options.LatePercent / 100,
                Latency = options.Latency,
            };
            foreach (SimulatedFeed feed in SimulatedFeeds.All)
            {
                simulated.EventsOf[feed] = Share(options.Events, (int)feed, Feeds);
            }

            // The same for each feed, so rounded up: a proof counts what there is, not what was asked for.
            simulated.LiveEventsPerFeed = (options.LiveEvents + Feeds - 1) / Feeds;
            _simulator = new EventsApiSimulator(simulated, timeProvider);
            _started.Push(_simulator);
            await _simulator.StartAsync(cancellationToken);
            foreach (string fault in options.Faults)
            {
                _simulator.AddFault(fault);
            }
        }

        if (options.EventHubConnection is null)
        {
            await StartHubAsync(cancellationToken);
        }
    }

    private async Task StartHubAsync(CancellationToken cancellationToken)
    {
        var hubOptions = new EventHubStandInOptions { MessagesKept = 100_000, JournalPath = DataPath("event-hub-batches.journal") };
        hubOptions.Hubs[0] = options.EventHubName;
        if (_simulator is not null)
        {
            _ledger = new DeliveryLedger(_simulator);
            hubOptions.Observer = message => _ledger.Record(message.Body.Span);
        }

        _hub = new EventHubStandIn(hubOptions, timeProvider);
        _started.Push(_hub);
        await _hub.StartAsync(cancellationToken);
        foreach (string fault in options.HubFaults)
        {
            _hub.AddFault(fault);
        }
    }

    private Dictionary<string, string> CreateSettings(AzuriteServer azurite) => new WorkerSettings
    {
        ServerUrl = options.ServerUrl?.AbsoluteUri.TrimEnd('/') ?? _simulator!.BaseAddress.AbsoluteUri.TrimEnd('/'),
        Token = options.Token ?? _simulator!.Token,
        EventHubConnection = options.EventHubConnection ?? _hub!.ConnectionString,
        EventHubName = options.EventHubName,
        Storage = azurite.ConnectionString,
        Schedule = options.Schedule,
        Maximum = options.Maximum,
    }.ToDictionary();

    private async Task<Task> StartHostAsync(string appRoot, int port, Dictionary<string, string> settings, ProgressBoard board, CancellationToken cancellationToken)
    {
        if (options.UseCoreTools)
        {
            _coreToolsLog.Written += board.Note;
            CoreToolsHost coreTools = CoreToolsHost.Start(appRoot, port, settings, _coreToolsLog);
            _started.Push(coreTools);
            return coreTools.Stopped;
        }

        var host = new FunctionsHostStandIn(new FunctionsHostOptions
        {
            AppRoot = appRoot,
            Settings = settings,
            HttpPort = port,
            StateFolder = DataPath("functions-host"),
            PerFunctionProcess = options.PerFunctionProcess,
            StopMode = WorkerStopMode.Drain,
        }, timeProvider);
        host.Log.Written += board.Note;
        _started.Push(host);
        await host.StartAsync(cancellationToken);
        return host.Stopped;
    }

    private void Introduce(int port, AzuriteServer azurite)
    {
        // Without a scheme, which curl does not need, the longest line below fits 80 columns.
        string address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        string functions = "http://" + address;
        Say($"Events API      {(_simulator is null ? $"{options.ServerUrl} (a real account)" : $"{_simulator.BaseAddress} (simulator; steer it at /control)")}");
        Say($"Event Hubs      {(_hub is null ? "the namespace of --event-hub-connection" : $"{_hub.BaseAddress} (stand-in; read it at /control)")}");
        Say($"                hub {options.EventHubName}");
        Say(string.Create(CultureInfo.InvariantCulture, $"Table Storage   http://127.0.0.1:{azurite.TablePort}/ (Azurite)"));
        Say($"Functions host  {functions}/ ({(options.UseCoreTools ? "Core Tools" : "stand-in")})");
        Say($"                timers \"{options.Schedule}\", at most {options.Maximum.ToString("N0", CultureInfo.InvariantCulture)} events per run and feed");
        Say("Try in another terminal:");
        Say($"curl {address}/api/status");
        Say($"curl {address}/api/test-connection");
        Say($"curl \"{address}/api/prove-delivery?event_type=auditevents\"");
        Say($"curl \"{address}/api/get-events?event_type=itemusages&order=newest&limit=3\"");
        Say("");
    }

    private async Task<int> WatchAsync(ProgressBoard board, int port, Task hostStopped, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task showing = new ProgressDisplay(board, output, isTerminal, timeProvider).RunAsync(ending.Token);
        Task<bool> caughtUp = options.UntilCaughtUp && _ledger is not null && _simulator is not null
            ? new CaughtUpWait(_ledger.Compare, () => _simulator.IsFullyVisible, board, timeProvider).WaitAsync(options.TimeLimit, ending.Token)
            : WaitForCancellationAsync(ending.Token);
        Task first = await Task.WhenAny(caughtUp, hostStopped);
        await ending.CancelAsync();
        await showing;
        if (first == hostStopped && !cancellationToken.IsCancellationRequested)
        {
            throw new LocalEnvironmentException("The Functions host stopped by itself. " + string.Join(Environment.NewLine, board.Problems));
        }

        bool inTime = await caughtUp;
        (bool isProven, IReadOnlyList<string> lines) = await new ProductProof(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"))).AskAsync(timeProvider.GetUtcNow(), cancellationToken);
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

    private void Say(string text)
    {
        // A pipe gets whole lines; a terminal would break them inside words.
        foreach (string line in isTerminal ? TextWrap.Wrap(text, Terminal.Width, "  ") : [text])
        {
            output.WriteLine(line);
        }
    }

    private string? DataPath(string name) => options.DataFolder is null ? null : Path.Combine(options.DataFolder, name);

    private static long Share(long total, int index, int parts) => (total / parts) + (index < total % parts ? 1 : 0);

    private async Task<bool> WaitForCancellationAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken);
        return true;
    }
}
