namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The functions that share one handler process, and the process.</summary>
/// <param name="name">As the platform names it: <c>http</c> or <c>function:(name)</c>; <c>app</c> when all share one.</param>
/// <param name="supervisor">The process.</param>
/// <param name="idleTimeout">How long it may be idle before it is ended; null for ever.</param>
/// <param name="log">Told when the group goes to sleep.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ScaleGroup(string name, HandlerSupervisor supervisor, TimeSpan? idleTimeout, HostLog log, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _disposing = new();
    private int _active;
    private int _uses;

    public HandlerSupervisor Supervisor { get; } = supervisor;

    /// <summary>Starts the process when it is not there, waits until it answers, and keeps it from being idle.</summary>
    public async Task<HandlerLease> AcquireAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
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
            return new HandlerLease(Supervisor, await Supervisor.WaitUntilReadyAsync(cancellationToken), Release);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await Supervisor.DisposeAsync();
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
            await Task.Delay(limit, timeProvider, _disposing.Token);
            await _gate.WaitAsync(_disposing.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            if (_uses == usesAtRelease && Volatile.Read(ref _active) == 0)
            {
                log.Information($"The instance of {name} was idle and is taken away.");
                await Supervisor.StopAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
