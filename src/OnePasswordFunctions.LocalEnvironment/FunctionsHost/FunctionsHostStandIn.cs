using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Plays the Azure Functions host for a published .NET isolated worker: runs it as a process of its own, speaks the
/// gRPC worker protocol with it, fires the timers, and serves the HTTP functions.
/// </summary>
internal sealed class FunctionsHostStandIn : IAsyncDisposable
{
    private static readonly TimeSpan CancelAfterTerminate = TimeSpan.FromMilliseconds(50);

    private readonly HostContext _host;
    private readonly WorkerEndpoint _endpoint = new();
    private readonly WorkerPool _pool;
    private readonly FunctionInvoker _invoker;
    private readonly HttpMessageInvoker _client;
    private readonly HttpFront _front;
    private readonly TemporaryFolder? _temporary;
    private readonly string _stateFolder;
    private readonly CancellationTokenSource _timers = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<Task> _background = [];
    private Task? _stop;

    /// <exception cref="LocalEnvironmentException">The app or its settings cannot be used; the message says why.</exception>
    public FunctionsHostStandIn(FunctionsHostOptions options, TimeProvider timeProvider)
    {
        var settings = new AppSettings(options.Settings);
        _host = new HostContext(options, Log, timeProvider) { Settings = settings, HostJson = HostJson.Read(options.AppRoot, settings) };
        int httpPort = options.HttpPort == 0 ? FreePort.Find() : options.HttpPort;
        var worker = WorkerConfig.Read(_host.AppRoot);
        _pool = new WorkerPool(group => CreateSupervisor(new WorkerLaunch(_host.AppRoot, worker, settings, httpPort, group)), _host);
        _invoker = new FunctionInvoker(_pool, _host);
        _invoker.Completed += result => InvocationCompleted?.Invoke(result);
        _client = WorkerForwarding.CreateClient(timeProvider);
        _front = new HttpFront(httpPort, options);
        _temporary = options.StateFolder is null ? new TemporaryFolder("functions-host-") : null;
        _stateFolder = options.StateFolder ?? _temporary!.Path;
    }

    /// <summary>Raised after every invocation.</summary>
    public event Action<InvocationResult>? InvocationCompleted;

    /// <summary>Everything the host logs, the worker's log and console lines among it.</summary>
    public HostLog Log { get; } = new();

    /// <summary>The functions, and why others are not used; empty before the start.</summary>
    public FunctionCatalog Catalog => _host.Catalog ?? FunctionCatalog.Empty;

    /// <summary>Where HTTP functions and the admin endpoint are served, without a slash at the end.</summary>
    public Uri BaseAddress => _front.BaseAddress;

    /// <summary>The ids of the workers' processes that run now; one unless there is a process per function.</summary>
    public ImmutableArray<int> WorkerProcessIds => [.. _pool.Supervisors.Select(supervisor => supervisor.ProcessId).OfType<int>()];

    /// <summary>How often a new worker took the place of one that ended.</summary>
    public int RestartCount => _pool.Supervisors.Sum(supervisor => supervisor.RestartCount);

    /// <summary>How many invocations the workers have in hand.</summary>
    public int RunningInvocations => _invoker.Running;

    /// <summary>Ends when the host has stopped, be it because it was told to or because the worker crashed too often.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Whether the timers are told to end.</summary>
    public bool IsDraining => _timers.IsCancellationRequested;

    /// <summary>Starts the worker, learns its functions, waits until they are loaded, and then starts the timers and the HTTP listener.</summary>
    /// <exception cref="LocalEnvironmentException">The worker cannot be started, or did not answer in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _endpoint.StartAsync(cancellationToken);
        try
        {
            await _pool.StartAsync(cancellationToken);
        }
        catch (WorkerFailedException exception)
        {
            throw new LocalEnvironmentException($"The worker did not start. {exception.Message}", exception);
        }

        MapRoutes();
        await _front.StartAsync(cancellationToken);
        if (_host.Options.RunTimers)
        {
            StartTimers();
        }
    }

    /// <summary>Fires a timer function now and waits for its end. Does not wait for a scheduled run and does not change the schedule's status.</summary>
    /// <param name="cancellationToken">Asks the function to end; its answer is waited for.</param>
    /// <exception cref="ArgumentException">There is no usable timer function of this name.</exception>
    public Task<InvocationResult> InvokeTimerAsync(string functionName, CancellationToken cancellationToken) => RunNowAsync(Catalog.FindTimer(functionName), input: null, cancellationToken);

    /// <summary>SIGKILL to every worker. It counts as a crash; the worker is started again.</summary>
    public void KillWorker() => ForEachWorker(supervisor => supervisor.Kill());

    /// <summary>Breaks the stream to every worker. They do not notice; the host ends them and starts others.</summary>
    public void AbortStreams() => ForEachWorker(supervisor => supervisor.AbortStream());

    /// <summary>Stops timers, workers and listeners, and waits until they have ended. A second call waits for the first.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stop ??= StopCoreAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private void ForEachWorker(Action<WorkerSupervisor> action)
    {
        foreach (WorkerSupervisor supervisor in _pool.Supervisors)
        {
            action(supervisor);
        }
    }

    private Task<InvocationResult> RunNowAsync(FunctionDefinition function, string? input, CancellationToken cancellationToken) =>
        RunAsync(function, StatusFile(function).Read(), isPastDue: false, input, cancellationToken);

    private async Task<InvocationResult> RunAsync(FunctionDefinition function, ScheduleStatus? status, bool isPastDue, string? input, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timers.Token);
        return await _invoker.InvokeTimerAsync(function, InvocationRequests.CreateTimer(function, status, isPastDue, input, _host.TimeProvider), either.Token);
    }

    private WorkerSupervisor CreateSupervisor(WorkerLaunch launch)
    {
        var supervisor = new WorkerSupervisor(launch, _endpoint, _host);
        supervisor.GaveUp += () => _ = Task.Run(StopAsync, CancellationToken.None);
        return supervisor;
    }

    private void MapRoutes()
    {
        foreach (FunctionDefinition function in Catalog.Enabled.Where(function => function.Schedule is null))
        {
            var served = new HttpFunction(function, _pool, _invoker, _front.Forwarder, _client, _host);
            _front.Map($"{_host.HostJson.RoutePrefix}/{function.Route}".Trim('/'), function.Methods, function.AuthLevel, served.ServeAsync);
        }

        _front.MapRunNow((name, input) =>
        {
            FunctionDefinition? timer = Catalog.Find(name) is { Schedule: not null } found ? found : null;
            if (timer is not null)
            {
                Track(RunNowAsync(timer, input, CancellationToken.None));
            }

            return timer is not null;
        });
    }

    private void StartTimers()
    {
        foreach (FunctionDefinition function in Catalog.Enabled.Where(function => function.Schedule is not null))
        {
            var listener = new TimerListener(function.Schedule!, StatusFile(function),
                (status, isPastDue, stopping) => RunAsync(function, status, isPastDue, input: null, stopping), _host.TimeProvider);
            Track(Task.Run(() => listener.ListenAsync(_timers.Token), CancellationToken.None));
        }
    }

    private void Track(Task task)
    {
        lock (_gate)
        {
            _background.RemoveAll(done => done.IsCompletedSuccessfully);
            _background.Add(task);
        }
    }

    private async Task StopCoreAsync()
    {
        await Task.Yield();
        await StopWorkersAsync();
        Task[] background;
        lock (_gate)
        {
            background = [.. _background];
        }

        await Task.WhenAll(background);
        await _front.DisposeAsync();
        await _endpoint.DisposeAsync();
        _client.Dispose();
        _temporary?.Dispose();
        _stopped.TrySetResult();
    }

    private async Task StopWorkersAsync()
    {
        TimeSpan limit = _host.Options.ShutdownTimeout;
        switch (_host.Options.StopMode)
        {
            case WorkerStopMode.Drain:
                await _timers.CancelAsync();
                await _invoker.WaitForRunningAsync(limit);
                await _pool.StopAsync();
                break;
            case WorkerStopMode.TerminateFirst:
                // Timers go on firing meanwhile.
                await _invoker.WaitForRunningAsync(limit);
                Task terminating = _pool.StopAsync();
                await Task.Delay(CancelAfterTerminate, _host.TimeProvider, CancellationToken.None);
                await _timers.CancelAsync();
                await terminating;
                break;
            default:
                await _pool.StopAsync();
                await _timers.CancelAsync();
                break;
        }
    }

    private ScheduleStatusFile StatusFile(FunctionDefinition function) => new(_stateFolder, function.Name, Log);
}
