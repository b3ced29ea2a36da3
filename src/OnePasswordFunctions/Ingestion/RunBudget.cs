namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// A run's time. When it is spent nothing new is begun; a little later whatever is still under way is cancelled, so that the
/// run ends with a named outcome before the host ends it without one.
/// </summary>
internal sealed class RunBudget : IDisposable
{
    /// <summary>How long what is under way may go on after the budget is spent.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _time;
    private readonly TimeSpan _duration;
    private readonly long _start;
    private readonly CancellationTokenSource _hardStop;
    private readonly CancellationToken _shutdown;

    public RunBudget(TimeSpan duration, TimeProvider time, CancellationToken shutdown)
    {
        (_duration, _time, _shutdown) = (duration, time, shutdown);
        _start = time.GetTimestamp();
        _hardStop = new CancellationTokenSource(duration + Grace, time);
        Reading = CancellationTokenSource.CreateLinkedTokenSource(_hardStop.Token, shutdown);
    }

    /// <summary>Ends requests that only read: at the hard stop and at once when the app is asked to stop.</summary>
    public CancellationTokenSource Reading { get; }

    /// <summary>Ends requests that write: at the hard stop only, so that the batch in hand is finished when the app is asked to stop.</summary>
    public CancellationToken Writing => _hardStop.Token;

    /// <summary>Time since the run began.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Time in which new work may begin.</summary>
    public TimeSpan Remaining => _duration - Elapsed;

    /// <summary>Whether the app was asked to stop.</summary>
    public bool IsStopping => _shutdown.IsCancellationRequested;

    /// <summary>
    /// Whether requests are being cancelled. Not the same as asking <see cref="Reading"/>: at the hard stop a write is cancelled
    /// an instant before the reads are.
    /// </summary>
    public bool IsOver => _hardStop.IsCancellationRequested || IsStopping;

    /// <summary>Why nothing new may begin, or null when it may.</summary>
    public RunOutcome? End => IsStopping ? RunOutcome.Stopped : Remaining <= TimeSpan.Zero ? RunOutcome.BudgetSpent : null;

    public void Dispose()
    {
        Reading.Dispose();
        _hardStop.Dispose();
    }
}
