using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Keeps one worker running: starts another when it ends, and gives up when it crashes too often or cannot start.</summary>
/// <param name="group">Which functions it is for; null for all.</param>
/// <param name="giveUp">Called once, when there will be no worker any more.</param>
internal sealed class WorkerKeeper(string? group, HostContext host, Action giveUp)
{
    private static readonly TimeSpan CrashesCountFor = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private TaskCompletionSource<Worker> _ready = NotReady();
    private Task _keeping = Task.CompletedTask;
    private bool _isEnding;
    private int _crashes;
    private DateTimeOffset _lastCrash;

    /// <summary>The worker that was started last; null before the first and after the end.</summary>
    public Worker? Worker { get; private set; }

    /// <summary>How often a new process took the place of one that ended.</summary>
    public int RestartCount { get; private set; }

    /// <summary>Starts a worker if there is none. The task ends when one can be invoked, over restarts, or fails when none comes.</summary>
    /// <exception cref="LocalEnvironmentException">Its process cannot be started.</exception>
    public Task<Worker> Start()
    {
        lock (_gate)
        {
            if (Worker is null)
            {
                Worker first = Worker = new Worker(host, group);
                _keeping = Task.Run(() => KeepAsync(first));
            }
            else if (_ready.Task.IsCompletedSuccessfully && Worker.EndAsked.IsCompleted)
            {
                // This one ends; the next invocation is its successor's.
                _ready = NotReady();
            }

            return _ready.Task;
        }
    }

    /// <summary>Ends the worker as the options say, and waits for it. <see cref="Start"/> may follow.</summary>
    public async Task EndAsync()
    {
        Worker? worker;
        lock (_gate)
        {
            _isEnding = true;
            worker = Worker;
        }

        await (worker?.EndAsync(host.Options.StopMode) ?? Task.CompletedTask);
        await _keeping;
        (Worker, _ready, _isEnding) = (null, NotReady(), false);
    }

    /// <summary>Watches the worker to its end, then the one that takes its place, until none does.</summary>
    private async Task KeepAsync(Worker first)
    {
        for (Worker? worker = first; worker is not null;)
        {
            string? failure = await PrepareAsync(worker);
            int exitCode = await worker.WaitForExitAsync();
            string end = string.Create(CultureInfo.InvariantCulture,
                $"Language Worker Process exited. Pid={worker.ProcessId}. dotnet exited with code {exitCode} (0x{exitCode:X}). {worker.LastErrors}");
            if (exitCode == 0 && host.Options.IgnoresExitZero && worker.IsInitialized && !worker.EndAsked.IsCompleted)
            {
                host.Log.Warning("The worker exited with code 0, which this host takes no notice of: every invocation hangs until functionTimeout. A worker must not exit by itself.");
                await worker.EndAsked;
            }

            Worker? next = Replace(worker, exitCode, $"{failure} {end}".TrimStart());
            worker.BeGone(end);
            worker = next;
        }
    }

    /// <summary>Gives why the worker did not become ready; null when it did.</summary>
    private async Task<string?> PrepareAsync(Worker worker)
    {
        try
        {
            await worker.PrepareAsync();
        }
        catch (WorkerFailedException exception)
        {
            return exception.Message;
        }

        host.Log.Information(string.Create(CultureInfo.InvariantCulture, $"Worker process started and initialized. Pid={worker.ProcessId}."));
        _ready.TrySetResult(worker);
        return null;
    }

    /// <summary>Starts another worker where that is due. Where it is not, those who wait for one are told the reason.</summary>
    private Worker? Replace(Worker worker, int exitCode, string reason)
    {
        lock (_gate)
        {
            _ready = _ready.Task.IsCompleted ? NotReady() : _ready;
            if (!_isEnding && IsAnotherDue(worker, exitCode, reason))
            {
                try
                {
                    Worker = new Worker(host, group);
                    RestartCount++;
                    return Worker;
                }
                catch (LocalEnvironmentException exception)
                {
                    host.Log.Error(exception.Message);
                }
            }

            _ready.SetException(new WorkerFailedException(reason));
            if (!_isEnding)
            {
                giveUp();
            }

            return null;
        }
    }

    private bool IsAnotherDue(Worker worker, int exitCode, string reason)
    {
        bool neverStarted = !worker.IsInitialized && !worker.IsKilled;
        bool isHarmless = worker.EndAsked.IsCompleted || exitCode is 0 or 200;
        if (!isHarmless)
        {
            host.Log.Error(reason);
        }

        if (!neverStarted && (isHarmless || !IsOneCrashTooMany()))
        {
            return true;
        }

        host.Log.Error("Exceeded language worker restart retry count for runtime:dotnet-isolated. Shutting down and proactively recycling the Functions Host to recover");
        return false;
    }

    /// <summary>Counts a crash. One that is more than 30 minutes after the one before begins the count anew.</summary>
    private bool IsOneCrashTooMany()
    {
        DateTimeOffset now = host.TimeProvider.GetUtcNow();
        _crashes = now - _lastCrash > CrashesCountFor ? 1 : _crashes + 1;
        _lastCrash = now;
        return _crashes >= host.Options.MaximumCrashes;
    }

    private static TaskCompletionSource<Worker> NotReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
