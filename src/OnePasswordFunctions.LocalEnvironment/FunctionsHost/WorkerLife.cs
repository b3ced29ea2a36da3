namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One process of the worker together with the conversation with it and the news about it.</summary>
internal sealed class WorkerLife(IWorkerProcess process, WorkerChannel channel)
{
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IWorkerProcess Process { get; } = process;

    public WorkerChannel Channel { get; } = channel;

    public bool HasExited => Process.Exited.IsCompleted;

    /// <summary>Set when the worker has answered the first request.</summary>
    public bool IsInitialized { get; set; }

    /// <summary>Set before this side ends the process, so that its exit is not taken for a crash.</summary>
    public bool IsEndedOnPurpose { get; set; }

    /// <summary>Set when it is killed from outside, which is a crash but says nothing about the app's start.</summary>
    public bool IsKilled { get; set; }

    /// <summary>Where the worker serves HTTP; known when it is ready.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>True when every function is loaded; false when the worker ended, or was ended, before.</summary>
    public Task<bool> Ready => _ready.Task;

    /// <summary>Ends when the process has ended and it is settled whether another takes its place.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Why it did not become ready.</summary>
    public string? Failure { get; set; }

    /// <summary>The supervision of this process; ends after its exit.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    public void BecomeReady(Uri? httpUri)
    {
        HttpUri = httpUri;
        _ready.TrySetResult(true);
    }

    /// <summary>Tells those who still wait for this process that it is over.</summary>
    public void Bury()
    {
        _ready.TrySetResult(false);
        _settled.TrySetResult();
    }
}
