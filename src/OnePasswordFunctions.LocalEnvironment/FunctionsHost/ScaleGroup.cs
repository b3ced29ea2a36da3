namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The functions that share one worker, and the worker.</summary>
/// <param name="name">As the platform names it: <c>http</c> or <c>function:(name)</c>; <c>app</c> when all share one.</param>
/// <param name="supervisor">The worker.</param>
/// <param name="idleTimeout">How long it may be idle before it is ended; null for ever.</param>
/// <param name="host">What it works with.</param>
internal sealed class ScaleGroup(string name, WorkerSupervisor supervisor, TimeSpan? idleTimeout, HostContext host)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private int _active;
    private int _uses;

    public WorkerSupervisor Supervisor { get; } = supervisor;

    /// <summary>Starts the worker when it is not there, waits until it is ready, and keeps it from being idle.</summary>
    /// <exception cref="WorkerFailedException">There is no worker, and none comes.</exception>
    public async Task<WorkerLease> AcquireAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_stopping.IsCancellationRequested)
            {
                throw new WorkerFailedException("The host stopped.");
            }

            Interlocked.Increment(ref _active);
            _uses++;
            Supervisor.Start();
        }
        finally
        {
            _gate.Release();
        }

        try
        {
            return new WorkerLease(Supervisor, await Supervisor.WaitUntilReadyAsync(cancellationToken), Release);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Ends the worker for good.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();

        // Nobody may start a worker after this one is gone.
        await _gate.WaitAsync(CancellationToken.None);
        _gate.Release();
        await Supervisor.StopAsync(host.Options.StopMode);
    }

    private void Release()
    {
        Interlocked.Decrement(ref _active);
        if (idleTimeout is { } limit)
        {
            _ = SleepWhenIdleAsync(limit, Volatile.Read(ref _uses));
        }
    }

    private async Task SleepWhenIdleAsync(TimeSpan limit, int usesAtRelease)
    {
        try
        {
            await Task.Delay(limit, host.TimeProvider, _stopping.Token);
            await _gate.WaitAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            if (_uses == usesAtRelease && Volatile.Read(ref _active) == 0)
            {
                host.Log.Information($"The instance of {name} was idle and is taken away.");
                await Supervisor.StopAsync(host.Options.StopMode);
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
