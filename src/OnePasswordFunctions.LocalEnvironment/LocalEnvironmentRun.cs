using OnePasswordFunctions.LocalEnvironment.Azurite;
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

    // Stopped in the reverse order: first the host, so that nobody misses what goes after it.
    private readonly Stack<IAsyncDisposable> _started = new();

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
        LocalServices services = Remember(new LocalServices(options, root, timeProvider));
        await services.StartAsync(cancellationToken);
        var board = new ProgressBoard(services.Ledger is null ? null : services.Ledger.Compare, timeProvider);
        Task hostStopped = await StartHostAsync(appRoot, httpPort, services.Settings, board, cancellationToken);
        Introduce($"127.0.0.1:{httpPort}", services);
        Task<bool> caughtUp = options.UntilCaughtUp
            ? services.WaitUntilCaughtUpAsync(board, cancellationToken)
            : new TaskCompletionSource<bool>().Task.WaitAsync(cancellationToken);
        await new ProgressDisplay(board, console, timeProvider).ShowUntilAsync(Task.WhenAny(caughtUp, hostStopped));
        cancellationToken.ThrowIfCancellationRequested();
        if (hostStopped.IsCompleted)
        {
            throw new LocalEnvironmentException("The Functions host stopped by itself. " + string.Join(Environment.NewLine, board.Problems));
        }

        return await ProveAsync(services.Ledger!, await caughtUp, new Uri($"http://127.0.0.1:{httpPort}/"), cancellationToken);
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
            StateFolder = options.DataPath("functions-host"),
            PerFunctionProcess = options.PerFunctionProcess,
        }, timeProvider));
        host.Log.Written += board.Note;
        await host.StartAsync(cancellationToken);
        return host.Stopped;
    }

    /// <param name="functions">Without a scheme, which curl does not need: so the longest line fits 80 columns.</param>
    private void Introduce(string functions, LocalServices services)
    {
        Say($"""
            Events API      {(services.Simulator is null ? $"{options.ServerUrl} (a real account)" : $"{services.Simulator.BaseAddress} (simulator; steer it at /control)")}
            Event Hubs      {(services.Hub is null ? "the namespace of --event-hub-connection" : $"{services.Hub.BaseAddress} (stand-in; read it at /control)")}
                            hub {options.EventHubName}
            Table Storage   http://127.0.0.1:{services.Azurite.TablePort}/ (Azurite)
            Functions host  http://{functions}/ ({(options.UseCoreTools ? "Core Tools" : "stand-in")})
                            timers "{options.Schedule}", at most {options.Maximum:N0} events per run and feed
            Try in another terminal:
            curl {functions}/api/status
            curl {functions}/api/test-connection
            curl "{functions}/api/prove-delivery?event_type=auditevents"
            curl "{functions}/api/get-events?event_type=itemusages&order=newest&limit=3"

            """);
    }

    private async Task<int> ProveAsync(DeliveryLedger ledger, bool inTime, Uri functions, CancellationToken cancellationToken)
    {
        (bool isProvenByTheApp, IReadOnlyList<string> itsLines) = await new ProductProof(functions).AskAsync(timeProvider.GetUtcNow(), cancellationToken);
        await StopAsync();
        DeliveryReport report = ledger.Compare();
        Say(report.Describe());
        Say(string.Join(Environment.NewLine, itsLines));
        bool isProven = inTime && report.IsProven && isProvenByTheApp;
        Say(isProven ? "Proven: every event served is in the hub exactly once, unchanged."
            : inTime ? "NOT proven: the hub does not hold every event exactly once, or the app finds a fault."
            : $"NOT proven: not caught up within {options.TimeLimit}; --time-limit sets how long to wait.");
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
}
