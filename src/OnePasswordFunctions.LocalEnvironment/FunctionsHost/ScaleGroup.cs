namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The functions that share one worker. It is started when it is needed, and as on Flex Consumption ended when it is idle.</summary>
/// <param name="name">As the platform names it: <c>http</c> or <c>function:(name)</c>; null for all functions.</param>
/// <param name="giveUp">Called once, when the worker crashed too often or cannot start: the host has to stop.</param>
internal sealed class ScaleGroup(string? name, HostContext host, Action giveUp)
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly WorkerKeeper _keeper = new(name, host, giveUp);
    private int _active;
    private int _uses;

    /// <summary>The worker whose process runs; null while there is none.</summary>
    public Worker? Worker => _keeper.Worker is { HasExited: false } worker ? worker : null;

    /// <summary>How often a new process took the place of one that ended.</summary>
    public int RestartCount => _keeper.RestartCount;

    /// <summary>Uses the worker as soon as it is ready. Meanwhile it does not count as idle.</summary>
    /// <exception cref="WorkerFailedException">There is no worker, and none comes.</exception>
    /// <exception cref="LocalEnvironmentException">Its process cannot be started.</exception>
    public async Task<T> UseAsync<T>(Func<Worker, Task<T>> use, CancellationToken cancellationToken)
    {
        Task<Worker> ready = await BeginUseAsync(cancellationToken);
        try
        {
            return await use(await ready.WaitAsync(cancellationToken));
        }
        finally
        {
            Interlocked.Decrement(ref _active);
            if (host.Options.PerFunctionProcess)
            {
                _ = SleepWhenIdleAsync(Volatile.Read(ref _uses));
            }
        }
    }

    /// <summary>Ends the worker for good.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();

        // Nobody may start a worker after this one is gone.
        await _gate.WaitAsync(CancellationToken.None);
        await _keeper.EndAsync();
        _gate.Release();
    }

    private async Task<Task<Worker>> BeginUseAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_stopping.IsCancellationRequested)
            {
                throw new WorkerFailedException("The host stopped.");
            }

            Task<Worker> ready = _keeper.Start();
            Interlocked.Increment(ref _active);
            _uses++;
            return ready;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task SleepWhenIdleAsync(int usesAtRelease)
    {
        await Task.Delay(IdleTimeout, host.TimeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _gate.WaitAsync(CancellationToken.None);
        if (_uses == usesAtRelease && Volatile.Read(ref _active) == 0 && !_stopping.IsCancellationRequested)
        {
            host.Log.Information($"The instance of {name} was idle and is taken away.");
            await _keeper.EndAsync();
        }

        _gate.Release();
    }
}
