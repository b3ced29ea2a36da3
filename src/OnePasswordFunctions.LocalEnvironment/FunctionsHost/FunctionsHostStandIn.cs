using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Plays the Azure Functions host for a published app with a custom handler: reads its host.json and function.json files,
/// runs the handler as a process of its own, fires the timers, and serves the HTTP functions and the admin endpoints.
/// </summary>
internal sealed class FunctionsHostStandIn : IAsyncDisposable
{
    private readonly FunctionsHostOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HandlerPool _pool;
    private readonly FunctionInvoker _invoker;
    private readonly HttpFront _http;
    private readonly string _stateFolder;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<Task> _background = [];
    private Task? _stop;

    /// <exception cref="LocalEnvironmentException">The app or its settings cannot be used; the message says why.</exception>
    public FunctionsHostStandIn(FunctionsHostOptions options, TimeProvider timeProvider)
    {
        _options = options;
        _timeProvider = timeProvider;
        _stateFolder = options.StateFolder ?? Directory.CreateTempSubdirectory("functions-host-").FullName;
        var settings = AppSettings.Load(options.AppRoot, options.Settings);
        var hostJson = HostJson.Read(options.AppRoot, settings);
        Catalog = FunctionCatalog.Read(options.AppRoot, settings, hostJson);
        int httpPort = options.HttpPort == 0 ? FreePort.Find() : options.HttpPort;
        var launch = new HandlerLaunch(options.AppRoot, hostJson, settings, httpPort);
        _pool = new HandlerPool(Catalog.Functions, options.PerFunctionProcess, name => CreateGroup(name, launch, hostJson));
        _invoker = new FunctionInvoker(_pool, hostJson, options, Log, timeProvider);
        _invoker.Completed += result => InvocationCompleted?.Invoke(result);
        _http = new HttpFront(httpPort, new HttpFrontParts(this, _invoker, hostJson, settings, options, timeProvider));
    }

    /// <summary>Raised after every invocation of a timer, and of an HTTP function that is not forwarded.</summary>
    public event Action<InvocationResult>? InvocationCompleted;

    /// <summary>Everything the host logs, the handler's console lines among it.</summary>
    public HostLog Log { get; } = new();

    /// <summary>The functions, and the folders that hold none that works.</summary>
    public FunctionCatalog Catalog { get; }

    /// <summary>Where HTTP functions and admin endpoints are served, without a slash at the end.</summary>
    public Uri BaseAddress => _http.BaseAddress;

    /// <summary>The ids of the handler processes that run now; one unless there is a process per function.</summary>
    public ImmutableArray<int> HandlerProcessIds => _pool.ProcessIds;

    /// <summary>How often a new handler took the place of one that ended.</summary>
    public int RestartCount => _pool.RestartCount;

    /// <summary>Ends when the host has stopped, be it because it was told to or because the handler crashed too often.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>True from the start until the stop begins.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Starts the handler, waits until it answers, and then starts the timers.</summary>
    /// <exception cref="LocalEnvironmentException">The handler cannot be started, or did not answer in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach ((string name, string error) in Catalog.Errors)
        {
            Log.Error($"The function '{name}' cannot be used: {error}");
        }

        await _http.StartAsync(cancellationToken);
        _pool.Start();
        if (!_options.PerFunctionProcess && Catalog.Functions.FirstOrDefault() is { } any)
        {
            try
            {
                (await _pool.AcquireAsync(any, cancellationToken)).Dispose();
            }
            catch (InvocationFailedException exception)
            {
                throw new LocalEnvironmentException($"The handler did not start: {exception.Message} Its console output says more.", exception);
            }
        }

        IsRunning = true;
        if (_options.RunTimers)
        {
            StartTimers();
        }
    }

    /// <summary>Fires a timer function now and waits for its end. Does not wait for a scheduled run and does not change the schedule's status.</summary>
    /// <exception cref="ArgumentException">There is no usable timer function of this name.</exception>
    public Task<InvocationResult> InvokeTimerAsync(string functionName, CancellationToken cancellationToken) =>
        InvokeTimerAsync(functionName, isPastDue: false, cancellationToken);

    /// <summary>As the other overload, and says whether the run is late.</summary>
    public Task<InvocationResult> InvokeTimerAsync(string functionName, bool isPastDue, CancellationToken cancellationToken)
    {
        FunctionDefinition function = FindTimer(functionName);
        return _invoker.InvokeTimerAsync(function, StatusFile(function).Read(), isPastDue, traced: true, cancellationToken);
    }

    /// <summary>SIGKILL to the handler of one function, or to all handlers. It counts as a crash; the handler is started again.</summary>
    public void KillHandler(string? functionName = null) => _pool.Kill(functionName is null ? null : Catalog.Find(functionName));

    /// <summary>Runs a timer function in the background, as the admin endpoint does: without trace context.</summary>
    internal void RunNow(FunctionDefinition function) =>
        Track(_invoker.InvokeTimerAsync(function, StatusFile(function).Read(), isPastDue: false, traced: false, _stopping.Token));

    /// <summary>Stops timers, handlers and listener, and waits until they have ended. A second call waits for the first.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stop ??= StopCoreAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private ScaleGroup CreateGroup(string name, HandlerLaunch launch, HostJson hostJson)
    {
        var supervisor = new HandlerSupervisor(launch, hostJson, _options, Log, _timeProvider);
        supervisor.GaveUp += () => _ = Task.Run(StopAsync, CancellationToken.None);
        return new ScaleGroup(name, supervisor, _options.PerFunctionProcess ? _options.IdleTimeout : null, Log, _timeProvider);
    }

    private void StartTimers()
    {
        foreach (FunctionDefinition function in Catalog.Functions)
        {
            if (function.Trigger == FunctionTrigger.Timer && !function.IsDisabled)
            {
                var listener = new TimerListener(function, StatusFile(function),
                    (status, isPastDue, stopping) => _invoker.InvokeTimerAsync(function, status, isPastDue, traced: true, stopping), _timeProvider);
                Track(Task.Run(() => listener.ListenAsync(_stopping.Token), CancellationToken.None));
            }
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
        IsRunning = false;
        if (_options.StopMode == HandlerStopMode.Terminate)
        {
            // A handler that is asked to end may still answer what it has in hand; only then are the waiting calls given up.
            await _pool.DisposeAsync();
            await _stopping.CancelAsync();
        }
        else
        {
            await _stopping.CancelAsync();
            await _pool.DisposeAsync();
        }

        await EndBackgroundAsync();
        await _http.DisposeAsync();
        if (_options.StateFolder is null)
        {
            Directory.Delete(_stateFolder, recursive: true);
        }

        _stopped.TrySetResult();
    }

    private async Task EndBackgroundAsync()
    {
        Task[] background;
        lock (_gate)
        {
            background = [.. _background];
        }

        try
        {
            await Task.WhenAll(background);
        }
        catch (OperationCanceledException)
        {
            // Runs that the stop cut off.
        }
    }

    private FunctionDefinition FindTimer(string name) =>
        Catalog.Find(name) is { Trigger: FunctionTrigger.Timer } function
            ? function
            : throw new ArgumentException($"There is no usable timer function '{name}'. "
                + $"Usable are: {string.Join(", ", Catalog.Functions.Where(function => function.Trigger == FunctionTrigger.Timer).Select(function => function.Name))}."
                + (Catalog.Errors.TryGetValue(name, out string? error) ? " " + error : ""), nameof(name));

    private ScheduleStatusFile StatusFile(FunctionDefinition function) => new(_stateFolder, function.Name, Log);
}
