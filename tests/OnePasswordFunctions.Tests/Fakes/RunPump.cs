namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>
/// Drives asynchronous code to its end on the calling thread. While the code waits, and only then, fake time moves to the next
/// timer; so a run of four minutes takes microseconds, nothing sleeps, and the same input always gives the same order of steps.
/// </summary>
internal sealed class RunPump(SteppedTime time) : SynchronizationContext
{
    /// <summary>Real time after which a wait that neither time nor a fake can end counts as a hang.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posts = new();

    /// <summary>Asked before time moves; true when it let something go on.</summary>
    public Func<bool>? Step { get; init; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_posts)
        {
            _posts.Enqueue((d, state));
            Monitor.Pulse(_posts);
        }
    }

    /// <summary>Runs what <paramref name="start"/> begins and returns its result, or throws its exception.</summary>
    public T Run<T>(Func<Task<T>> start)
    {
        SynchronizationContext? previous = Current;
        SetSynchronizationContext(this);
        try
        {
            Task<T> task = start();
            while (!task.IsCompleted)
            {
                if (!TryRunPost(TimeSpan.Zero) && Step?.Invoke() != true && !time.TryAdvanceToNextTimer() && !TryRunPost(Deadline))
                {
                    throw new TimeoutException("The code waits for something that neither time nor a fake will bring.");
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    private bool TryRunPost(TimeSpan patience)
    {
        (SendOrPostCallback Callback, object? State) post;
        lock (_posts)
        {
            if (!_posts.TryDequeue(out post) && (patience == TimeSpan.Zero || !Monitor.Wait(_posts, patience) || !_posts.TryDequeue(out post)))
            {
                return false;
            }
        }

        post.Callback(post.State);
        return true;
    }
}
