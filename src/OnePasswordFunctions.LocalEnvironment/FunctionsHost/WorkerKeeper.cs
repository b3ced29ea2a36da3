namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Keeps a worker for the functions that share one: starts it when it is needed, puts another in its place when it ends, and gives
/// up when it crashes too often or cannot start. As on Flex Consumption, it can take an idle one away.
/// </summary>
/// <param name="group">The functions, as the platform names them: <c>http</c> or <c>function:(name)</c>; null for all.</param>
/// <param name="giveUp">Called when there will be no worker any more: the host has to stop.</param>
internal sealed class WorkerKeeper(string? group, HostContext host, Action giveUp)
{
    private static readonly TimeSpan CrashesCountFor = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private Task<Worker>? _ready;
    private bool _isStopped;
    private int _users;
    private int _uses;
    private int _crashes;
    private DateTimeOffset _lastCrash;

    /// <summary>The worker that was started last; null before the first.</summary>
    public Worker? Worker { get; private set; }

    /// <summary>How often a new process took the place of one that ended.</summary>
    public int RestartCount { get; private set; }

    /// <summary>Uses the worker as soon as it is ready, over restarts. Meanwhile it does not count as idle.</summary>
    /// <exception cref="LocalEnvironmentException">There is no worker, and none comes; the message says why.</exception>
    public async Task<T> UseAsync<T>(Func<Worker, Task<T>> use, CancellationToken cancellationToken)
    {
        Task<Worker> ready;
        lock (_gate)
        {
            (_users, _uses) = (_users + 1, _uses + 1);
            Renew();
            ready = _ready ?? Give(StartAsync(isAnother: false));
        }

        try
        {
            return await use(await ready.WaitAsync(cancellationToken));
        }
        finally
        {
            lock (_gate)
            {
                if (--_users == 0 && host.Options.PerFunctionProcess)
                {
                    _ = TakeAwayWhenIdleAsync(_uses);
                }
            }
        }
    }

    /// <summary>Ends the worker for good.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _isStopped = true;
            return Worker?.EndAsync(host.Options.TerminationGrace) ?? Task.CompletedTask;
        }
    }

    private async Task TakeAwayWhenIdleAsync(int usesSoFar)
    {
        await Task.Delay(IdleTimeout, host.TimeProvider, CancellationToken.None);
        lock (_gate)
        {
            if (_uses == usesSoFar && !_isStopped && _ready is { IsCompletedSuccessfully: true })
            {
                host.Log.Information($"The instance of {group} was idle and is taken away.");
                _ = _ready.Result.EndAsync(Worker.UsualGrace);
                _ready = null;
            }
        }
    }

    private Task<Worker> Give(Task<Worker> ready)
    {
        _ = RenewAtEndAsync(ready);
        return _ready = ready;
    }

    private async Task RenewAtEndAsync(Task<Worker> ready)
    {
        await (await ready).Ended;
        Renew();
    }

    /// <summary>Lets everybody wait for another worker, if this one ends.</summary>
    private void Renew()
    {
        lock (_gate)
        {
            if (_ready is { IsCompletedSuccessfully: true, Result: { IsEnding: true } worker })
            {
                Give(ReplaceAsync(worker));
            }
        }
    }

    private async Task<Worker> StartAsync(bool isAnother)
    {
        Worker worker;
        lock (_gate)
        {
            worker = Worker = _isStopped ? throw new LocalEnvironmentException("The host stopped.") : new Worker(host, group);

            // Only now: whoever waits for the count may want to kill this one at once.
            RestartCount += isAnother ? 1 : 0;
        }

        return await worker.PrepareAsync() ? worker : await ReplaceAsync(worker);
    }

    /// <summary>Starts another worker, once this one has ended and if another is due.</summary>
    private async Task<Worker> ReplaceAsync(Worker worker)
    {
        try
        {
            string end = await worker.Ended;
            if (_isStopped || !IsAnotherDue(worker, end))
            {
                throw new LocalEnvironmentException(end);
            }

            return await StartAsync(isAnother: true);
        }
        catch (LocalEnvironmentException)
        {
            giveUp();
            throw;
        }
    }

    private bool IsAnotherDue(Worker worker, string end)
    {
        if (!worker.EndedInOrder)
        {
            host.Log.Error(end);
            DateTimeOffset now = host.TimeProvider.GetUtcNow();
            _crashes = now - _lastCrash > CrashesCountFor ? 1 : _crashes + 1;
            _lastCrash = now;
        }

        if (_crashes < host.Options.MaximumCrashes && !worker.NeverStarted)
        {
            return true;
        }

        host.Log.Error("Exceeded language worker restart retry count for runtime:dotnet-isolated. Shutting down and proactively recycling the Functions Host to recover");
        return false;
    }
}
