namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The functions that share one worker, and the worker.</summary>
internal sealed class ScaleGroup(string name, WorkerSupervisor supervisor, HostContext host)
{
    // A worker that all functions share is never idle for long.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

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
        if (host.Options.PerFunctionProcess)
        {
            _ = SleepWhenIdleAsync(Volatile.Read(ref _uses));
        }
    }

    private async Task SleepWhenIdleAsync(int usesAtRelease)
    {
        try
        {
            await Task.Delay(IdleTimeout, host.TimeProvider, _stopping.Token);
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
