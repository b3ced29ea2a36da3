using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Keeps one handler running: starts it, finds out when it answers, starts it again when it ends, and gives up when it
/// crashes too often. The port stays the same over all restarts.
/// </summary>
internal sealed class HandlerSupervisor(HandlerLaunch launch, HostJson hostJson, FunctionsHostOptions options, HostLog log, TimeProvider timeProvider) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CrashCounter _crashes = new(options.MaximumCrashes);
    private readonly List<HandlerClient> _clients = [];
    private readonly int _port = FreePort.Find();
    private HandlerLife? _life;
    private int _restartCount;
    private bool _isStopping;

    /// <summary>Raised once, when the handler crashed too often or never became ready: the host has to stop.</summary>
    public event Action? GaveUp;

    /// <summary>The process id, or null while no process runs.</summary>
    public int? ProcessId
    {
        get
        {
            lock (_gate)
            {
                return _life is { HasExited: false } life ? life.ProcessId : null;
            }
        }
    }

    /// <summary>How often a new process took the place of one that ended.</summary>
    public int RestartCount => Volatile.Read(ref _restartCount);

    /// <summary>Starts the handler if none runs; does not wait until it answers.</summary>
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

    /// <summary>Waits until the handler answers, over restarts, for as long as the real host would.</summary>
    /// <exception cref="InvocationFailedException">It did not become ready in time, or the host has given up.</exception>
    public async Task<HandlerClient> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        TimeSpan limit = 4 * hostJson.InitializationTimeout;
        long started = timeProvider.GetTimestamp();
        while (true)
        {
            HandlerLife life;
            lock (_gate)
            {
                life = _life ?? throw new InvocationFailedException("The handler is not running.");
            }

            TimeSpan remaining = limit - timeProvider.GetElapsedTime(started);
            try
            {
                if (await life.Ready.WaitAsync(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, timeProvider, cancellationToken))
                {
                    return life.Client;
                }
            }
            catch (TimeoutException)
            {
                log.Error("Initialization timed out and host is shutting down");
                GiveUp();
                throw new InvocationFailedException("The handler did not become ready in time.");
            }

            // That process ended before it was ready; its successor is started by whoever saw the exit.
            await life.Succeeded.WaitAsync(cancellationToken);
            lock (_gate)
            {
                if (_life == life)
                {
                    throw new InvocationFailedException("The handler has ended and is not started again.");
                }
            }
        }
    }

    /// <summary>SIGKILL, without any preparation. The exit counts as a crash, and the handler is started again.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _life?.Process.Kill();
        }
    }

    /// <summary>SIGKILL and a new start that does not count as a crash: what the host does after a function timed out.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            if (_life is { } life)
            {
                life.Process.IsEndedOnPurpose = true;
                life.Process.Kill();
            }
        }
    }

    /// <summary>Ends the handler as the options say, and waits for it. <see cref="Start"/> may follow.</summary>
    public async Task StopAsync()
    {
        HandlerLife? life;
        lock (_gate)
        {
            _isStopping = true;
            life = _life;
        }

        if (life is null)
        {
            return;
        }

        if (options.StopMode == HandlerStopMode.Terminate)
        {
            life.Process.Terminate();
            await Task.WhenAny(life.Ended, Task.Delay(options.TerminationGrace, timeProvider, CancellationToken.None));
        }

        life.Process.Kill();
        await life.Ended;
        lock (_gate)
        {
            _life = null;
            _clients.ForEach(client => client.Dispose());
            _clients.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private void StartLife()
    {
        var client = new HandlerClient(_port, options.HostVersion, !hostJson.ForwardsHttpRequests, options.FunctionTimeout ?? hostJson.FunctionTimeout);
        _clients.Add(client);
        HandlerProcess process = HandlerProcess.Start(launch, _port, log);
        log.Information(string.Create(CultureInfo.InvariantCulture, $"Handler started with process id {process.Id} on port {_port}."));
        HandlerLife life = new(process, client, hostJson.InitializationTimeout, timeProvider);
        _life = life;
        life.Ended = SuperviseAsync(life);
    }

    private async Task SuperviseAsync(HandlerLife life)
    {
        await Task.Yield();
        bool wasReady = await life.PollAsync();
        if (!wasReady && !life.HasExited)
        {
            log.Error("Initializing HttpWorker timed out.");
            life.Process.Kill();
        }

        int exitCode = await life.ExitCode;
        lock (_gate)
        {
            if (!_isStopping)
            {
                DecideSuccession(life, exitCode);
            }
        }

        life.Bury();
    }

    private void DecideSuccession(HandlerLife life, int exitCode)
    {
        bool restarts = life.Process.IsEndedOnPurpose || exitCode == 200;
        if (!restarts && options.ExitCodeRules == ExitCodeRules.Host2026)
        {
            restarts = exitCode == 0 || (exitCode == 143 && !OperatingSystem.IsWindows());
        }

        if (!restarts && exitCode == 0)
        {
            log.Warning("The handler exited with code 0 and is not started again: every invocation fails from now on. A handler must not exit by itself.");
            return;
        }

        if (!restarts)
        {
            log.Error(string.Create(CultureInfo.InvariantCulture, $"Language Worker Process exited. Pid={life.ProcessId}. {launch.Executable} exited with code {exitCode} (0x{exitCode:X}). {life.Process.LastErrors}"));
            if (!_crashes.AllowsRestart(timeProvider.GetUtcNow()))
            {
                log.Error("Exceeded http worker restart retry count. Shutting down Functions Host");
                GiveUp();
                return;
            }
        }

        Interlocked.Increment(ref _restartCount);
        try
        {
            StartLife();
        }
        catch (LocalEnvironmentException exception)
        {
            log.Error(exception.Message);
            GiveUp();
        }
    }

    private void GiveUp() => GaveUp?.Invoke();
}
