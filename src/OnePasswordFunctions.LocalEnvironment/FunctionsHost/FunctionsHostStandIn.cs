using System.Collections.Concurrent;
using System.Collections.Immutable;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Plays the Azure Functions host for a published .NET isolated worker: runs it as a process of its own, speaks the
/// gRPC worker protocol with it, fires the timers, and serves the HTTP functions.
/// </summary>
internal sealed class FunctionsHostStandIn : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CancelAfterTerminate = TimeSpan.FromMilliseconds(50);

    private readonly HostContext _host;
    private readonly HttpFront _front;
    private readonly ConcurrentDictionary<string, WorkerKeeper> _keepers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentBag<Task> _background = [];
    private readonly CancellationTokenSource _timers = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _stop;

    /// <exception cref="LocalEnvironmentException">The app or its settings cannot be used; the message says why.</exception>
    public FunctionsHostStandIn(FunctionsHostOptions options, TimeProvider timeProvider)
    {
        _host = new HostContext(options, new AppSettings(options.Settings), timeProvider);
        Invocations = new Invocations(_host);
        _front = new HttpFront(_host, Invocations);
        _stop = new Lazy<Task>(() => Task.Run(StopOnceAsync));
    }

    /// <summary>Everything the host logs, the worker's log and console lines among it.</summary>
    public HostLog Log => _host.Log;

    /// <summary>Those that run, and the news of those that have ended.</summary>
    public Invocations Invocations { get; }

    /// <summary>The app's functions, those among them that the host refuses too; empty before the start.</summary>
    public IReadOnlyList<FunctionDefinition> Functions => _host.Functions ?? [];

    /// <summary>Where HTTP functions and the admin endpoint are served, without a slash at the end.</summary>
    public Uri BaseAddress => new($"http://127.0.0.1:{_host.HttpPort}");

    /// <summary>The ids of the workers' processes that run now; one unless there is a process per function.</summary>
    public ImmutableArray<int> WorkerProcessIds => [.. Workers.Select(worker => worker.ProcessId)];

    /// <summary>How often a new worker took the place of one that ended.</summary>
    public int RestartCount => _keepers.Values.Sum(keeper => keeper.RestartCount);

    /// <summary>Ends when the host has stopped, be it because it was told to or because the worker crashed too often.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Whether the timers are told to end.</summary>
    public bool IsDraining => _timers.IsCancellationRequested;

    private IEnumerable<Worker> Workers => _keepers.Values.Select(keeper => keeper.Worker).OfType<Worker>().Where(worker => !worker.Ended.IsCompleted);

    /// <summary>Starts the worker, learns its functions, waits until they are loaded, and then starts the timers and the HTTP listener.</summary>
    /// <exception cref="LocalEnvironmentException">The worker cannot be started, or did not answer in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await KeeperFor(timer: null).UseAsync(Task.FromResult, cancellationToken);
        FunctionDefinition[] enabled = [.. Functions.Where(function => function is { Error: null, IsDisabled: false })];
        foreach (FunctionDefinition function in enabled.Where(function => !function.IsTimer))
        {
            _front.MapFunction(function, KeeperFor(timer: null));
        }

        _front.MapRunNow(TryRunNow);
        await _front.StartAsync(cancellationToken);
        foreach (FunctionDefinition timer in enabled.Where(function => function.IsTimer && _host.Options.RunTimers))
        {
            var listener = new TimerListener(timer.Schedule!, StatusPath(timer), (status, isPastDue, stopping) => RunAsync(timer, status, isPastDue, input: null, stopping), Log, _host.TimeProvider);
            _background.Add(Task.Run(() => listener.ListenAsync(_timers.Token), CancellationToken.None));
        }
    }

    /// <summary>Fires a timer function now and waits for its end. Does not wait for a scheduled run and does not change the schedule's status.</summary>
    /// <param name="functionName">In any letter case.</param>
    /// <param name="cancellationToken">Asks the function to end; its answer is waited for.</param>
    /// <exception cref="ArgumentException">There is no usable timer function of this name.</exception>
    public Task<InvocationResult> InvokeTimerAsync(string functionName, CancellationToken cancellationToken) => Find(functionName) is { IsTimer: true } timer
        ? RunNowAsync(timer, input: null, cancellationToken)
        : throw new ArgumentException($"There is no usable timer function '{functionName}'. {Find(functionName)?.Error}", nameof(functionName));

    /// <summary>SIGKILL to every worker. It counts as a crash; the worker is started again.</summary>
    public void KillWorker() => Array.ForEach([.. Workers], worker => worker.Kill());

    /// <summary>Breaks the stream to every worker. They do not notice; the host ends them and starts others.</summary>
    public void AbortStreams() => Array.ForEach([.. Workers], worker => worker.Stream.Abort());

    /// <summary>Stops timers, workers and listeners, and waits until they have ended. A second call waits for the first.</summary>
    public Task StopAsync() => _stop.Value;

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>One worker for everything, or as on Flex Consumption one per timer and one for HTTP, each with all functions loaded.</summary>
    private WorkerKeeper KeeperFor(FunctionDefinition? timer)
    {
        string? group = !_host.Options.PerFunctionProcess ? null : timer is null ? "http" : "function:" + timer.Name;
        return _keepers.GetOrAdd(group ?? "", _ => new WorkerKeeper(group, _host, () => StopAsync()));
    }

    private FunctionDefinition? Find(string name) => Functions.FirstOrDefault(function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private string? StatusPath(FunctionDefinition timer) => _host.Options.StateFolder is { } folder ? Path.Combine(folder, "timers", timer.Name, "status") : null;

    private bool TryRunNow(string name, string input)
    {
        if (Find(name) is { IsTimer: true } timer)
        {
            _background.Add(RunNowAsync(timer, input, CancellationToken.None));
            return true;
        }

        return false;
    }

    private Task<InvocationResult> RunNowAsync(FunctionDefinition timer, string? input, CancellationToken cancellationToken) =>
        RunAsync(timer, ScheduleStatus.Read(StatusPath(timer), Log), isPastDue: false, input, cancellationToken);

    private async Task<InvocationResult> RunAsync(FunctionDefinition timer, ScheduleStatus? status, bool isPastDue, string? input, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timers.Token);
        InvocationRequest request = InvocationRequests.CreateTimer(timer, status, isPastDue, input, _host.TimeProvider);
        return await Invocations.RunAsync(KeeperFor(timer), timer, request, begin: null, either.Token);
    }

    private async Task StopOnceAsync()
    {
        if (_host.Options is { TerminatesFirst: false, TerminationGrace.Ticks: > 0 })
        {
            await _timers.CancelAsync();
            await Invocations.WaitForRunningAsync(ShutdownTimeout);
        }

        Task ending = Task.WhenAll(_keepers.Values.Select(keeper => keeper.StopAsync()));
        await Task.WhenAny(ending, Task.Delay(CancelAfterTerminate, _host.TimeProvider, CancellationToken.None));
        await _timers.CancelAsync();
        await ending;
        await Task.WhenAll(_background);
        await _front.DisposeAsync();
        _stopped.TrySetResult();
    }
}
