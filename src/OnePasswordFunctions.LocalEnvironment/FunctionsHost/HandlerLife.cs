namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One process of the handler together with the client that speaks to it and the news about it.</summary>
internal sealed class HandlerLife(HandlerProcess process, HandlerClient client, TimeSpan initializationTimeout, TimeProvider timeProvider)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _succeeded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HandlerProcess Process { get; } = process;

    public HandlerClient Client { get; } = client;

    public int ProcessId { get; } = process.Id;

    /// <summary>True when the handler answers; false when it ended, or was ended, before it did.</summary>
    public Task<bool> Ready => _ready.Task;

    /// <summary>Ends when the process has ended and it is settled whether another takes its place.</summary>
    public Task Succeeded => _succeeded.Task;

    public Task<int> ExitCode { get; } = process.WaitForExitAsync();

    public bool HasExited => ExitCode.IsCompleted;

    /// <summary>The supervision of this process; ends after its exit.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>Asks the port at once and then every 25 ms until it answers, the process ends, or the time is over.</summary>
    public async Task<bool> PollAsync()
    {
        // Only the pauses count towards the limit, as in the real host.
        for (TimeSpan waited = TimeSpan.Zero; waited < initializationTimeout && !HasExited; waited += PollInterval)
        {
            if (await IsListeningAsync())
            {
                _ready.TrySetResult(true);
                return true;
            }

            await Task.WhenAny(ExitCode, Task.Delay(PollInterval, timeProvider, CancellationToken.None));
        }

        return false;
    }

    /// <summary>Tells those who still wait for this process that it is over.</summary>
    public void Bury()
    {
        _ready.TrySetResult(false);
        _succeeded.TrySetResult();
        Process.Dispose();
    }

    private async Task<bool> IsListeningAsync()
    {
        // A handler that accepts but does not answer blocks its own readiness, but must not block its own end.
        using var ended = new CancellationTokenSource();
        Task<bool> asking = Client.IsListeningAsync(ended.Token);
        if (await Task.WhenAny(asking, ExitCode) != asking)
        {
            await ended.CancelAsync();
        }

        try
        {
            return await asking && !HasExited;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
