using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Keeps one worker running: starts it, makes it ready, starts it again when it ends, and gives up when it crashes too often.</summary>
internal sealed class WorkerSupervisor(WorkerLaunch launch, WorkerEndpoint endpoint, HostContext host)
{
    /// <summary>A worker whose stream has ended is about to exit; one that is not has gone deaf.</summary>
    private static readonly TimeSpan ExitAfterStream = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CrashCounter _crashes = new(host.Options.MaximumCrashes);
    private WorkerLife? _life;
    private int _restartCount;
    private bool _isStopping;
    private string _reason = "The worker is not running.";

    /// <summary>Raised once, when the worker crashed too often or cannot start: the host has to stop.</summary>
    public event Action? GaveUp;

    /// <summary>The process id, or null while no process runs.</summary>
    public int? ProcessId
    {
        get
        {
            lock (_gate)
            {
                return _life is { HasExited: false } life ? life.Process.Id : null;
            }
        }
    }

    /// <summary>How often a new process took the place of one that ended.</summary>
    public int RestartCount => Volatile.Read(ref _restartCount);

    /// <summary>Starts the worker if none runs; does not wait until it is ready.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_life is null)
            {
                _isStopping = false;
                StartLife();
            }
        }
    }

    /// <summary>Waits until the worker can be invoked, over restarts.</summary>
    /// <exception cref="WorkerFailedException">It is not there, and none comes.</exception>
    public async Task<WorkerLife> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            WorkerLife life;
            lock (_gate)
            {
                life = _life ?? throw new WorkerFailedException(_reason);
            }

            if (await life.Ready.WaitAsync(cancellationToken))
            {
                return life;
            }

            // That process ended before it was ready; its successor is started by whoever saw the exit.
            await life.Settled.WaitAsync(cancellationToken);
            lock (_gate)
            {
                if (_life is null || _life == life)
                {
                    throw new WorkerFailedException(_reason);
                }
            }
        }
    }

    /// <summary>SIGKILL, without any preparation. The exit counts as a crash, and the worker is started again.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_life is { } life)
            {
                life.IsKilled = true;
                life.Process.Kill();
            }
        }
    }

    /// <summary>Breaks the stream to the worker, which then is deaf and is ended.</summary>
    public void AbortStream()
    {
        lock (_gate)
        {
            _life?.Channel.Abort();
        }
    }

    /// <summary>Asks the worker to end, kills it after a while, and starts another; it does not count as a crash.</summary>
    public async Task RestartAsync()
    {
        WorkerLife life;
        lock (_gate)
        {
            if (_life is null || _life.IsEndedOnPurpose)
            {
                return;
            }

            life = _life;
            life.IsEndedOnPurpose = true;
            if (life.HasExited)
            {
                Succeed(life, "The worker has ended.");
                return;
            }
        }

        await EndAsync(life, WorkerStopMode.TerminateFirst);
    }

    /// <summary>Ends the worker in one of the ways, and waits for it. <see cref="Start"/> may follow.</summary>
    public async Task StopAsync(WorkerStopMode mode)
    {
        WorkerLife? life;
        lock (_gate)
        {
            _isStopping = true;
            life = _life;
        }

        if (life is not null)
        {
            await EndAsync(life, mode);
            life.Channel.Fail(new WorkerFailedException("The host stopped."));
            lock (_gate)
            {
                _life = null;
            }
        }
    }

    private async Task EndAsync(WorkerLife life, WorkerStopMode mode)
    {
        if (mode != WorkerStopMode.Kill)
        {
            TimeSpan grace = host.Options.TerminationGrace;
            if (mode == WorkerStopMode.Signal)
            {
                life.Process.Terminate();
            }
            else
            {
                life.Channel.Terminate(grace);
            }

            await Task.WhenAny(life.Process.Exited, Task.Delay(grace, host.TimeProvider, CancellationToken.None));
        }

        life.Process.Kill();
        await life.Ended;
    }

    private void StartLife()
    {
        string workerId = Guid.NewGuid().ToString();
        var channel = new WorkerChannel(host.Log);
        endpoint.Register(workerId, channel);
        IWorkerProcess process = host.Options.StartProcess(launch.CreateStartInfo(workerId, endpoint.Port), host.Log);
        WorkerLife life = new(process, channel);
        _life = life;
        life.Ended = SuperviseAsync(workerId, life);
    }

    private async Task SuperviseAsync(string workerId, WorkerLife life)
    {
        await Task.Yield();
        try
        {
            life.BecomeReady(await new WorkerHandshake(life, host).RunAsync());
            host.Log.Information(string.Create(CultureInfo.InvariantCulture, $"Worker process started and initialized. Pid={life.Process.Id}."));
        }
        catch (WorkerFailedException exception)
        {
            life.Failure = exception.Message;
            life.Process.Kill();
        }

        await Task.WhenAny(life.Process.Exited, life.Channel.Ended);
        await Task.WhenAny(life.Process.Exited, Task.Delay(ExitAfterStream, host.TimeProvider, CancellationToken.None));
        life.Process.Kill();
        int exitCode = await life.Process.Exited;
        endpoint.Forget(workerId);
        lock (_gate)
        {
            DecideSuccession(life, exitCode);
        }

        life.Bury();
    }

    private void DecideSuccession(WorkerLife life, int exitCode)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"Language Worker Process exited. Pid={life.Process.Id}. dotnet exited with code {exitCode} (0x{exitCode:X}). {life.Process.LastErrors}");
        if (_isStopping)
        {
            life.Channel.Fail(new WorkerFailedException(text));
            return;
        }

        bool neverStarted = !life.IsInitialized && !life.IsKilled;
        bool isHarmless = life.IsEndedOnPurpose || exitCode == 200 || (exitCode == 0 && !host.Options.IgnoresExitZero);
        if (exitCode == 0 && !isHarmless && !neverStarted)
        {
            host.Log.Warning("The worker exited with code 0, which this host takes no notice of: every invocation hangs until functionTimeout. A worker must not exit by itself.");
            return;
        }

        if (!isHarmless)
        {
            host.Log.Error(text);
        }

        if (neverStarted || (!isHarmless && !_crashes.AllowsRestart(host.TimeProvider.GetUtcNow())))
        {
            host.Log.Error("Exceeded language worker restart retry count for runtime:dotnet-isolated. Shutting down and proactively recycling the Functions Host to recover");
            _reason = $"{life.Failure} {text}";
            life.Channel.Fail(new WorkerFailedException(text));
            GaveUp?.Invoke();
            return;
        }

        Succeed(life, text);
    }

    private void Succeed(WorkerLife life, string text)
    {
        Interlocked.Increment(ref _restartCount);
        try
        {
            StartLife();
        }
        catch (LocalEnvironmentException exception)
        {
            host.Log.Error(exception.Message);
            GaveUp?.Invoke();
        }

        life.Channel.Fail(new WorkerFailedException(text));
    }
}
