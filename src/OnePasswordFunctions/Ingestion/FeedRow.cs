using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// The feed's row as a run holds it: what the table has, what has changed since, and the commits in between. Each commit is
/// conditional on the version that the run knows, so of two runs only one goes on.
/// </summary>
internal sealed partial class FeedRow
{
    private readonly RunScope _run;
    private readonly ICursorStore _cursors;
    private readonly Func<string> _newId;
    private readonly ILogger _logger;

    // What the table holds differs from State.
    private bool _isDirty;

    private FeedRow(RunScope run, ICursorStore cursors, FeedState state, Func<string> newId, ILogger logger) =>
        (_run, _cursors, State, _newId, _logger, FoundReadThrough) = (run, cursors, state, newId, logger, state.ReadThrough);

    /// <summary>The feed's state as this run knows it.</summary>
    public FeedState State { get; private set; }

    /// <summary>When the row was last written before this run; null on the very first.</summary>
    public DateTimeOffset? FoundRunTime { get; private init; }

    /// <summary>The outcome that the row named before this run; null on the very first.</summary>
    public string? FoundOutcome { get; private init; }

    /// <summary>Up to when the feed was read before this run.</summary>
    public DateTimeOffset? FoundReadThrough { get; }

    /// <summary>Whether the row was not written for so long that people might think that the feed is dead.</summary>
    public bool IsHeartbeatDue => State.LastRunTime is not { } last || _run.Time.GetUtcNow() - last >= _run.Options.Heartbeat;

    /// <summary>
    /// Reads the row; on the very first run stores the start and the stream's id before anything is asked for, so that an outage on
    /// day one loses nothing. Null when another run stored them first.
    /// </summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public static async Task<FeedRow?> OpenAsync(RunScope run, ICursorStore cursors, Func<string> newId, ILogger logger)
    {
        long start = run.Time.GetTimestamp();
        FeedState? stored = await run.Retries.RunAsync((cursors, run.Feed), static (state, token) => state.cursors.ReadAsync(state.Feed, token), run.Budget.Reading.Token);
        run.Tally.CommitTime += run.Time.GetElapsedTime(start);
        if (stored is not null)
        {
            return new FeedRow(run, cursors, stored, newId, logger) { FoundRunTime = stored.LastRunTime, FoundOutcome = stored.LastOutcome };
        }

        DateTimeOffset startTime = run.Identity.StartedAt - run.Options.InitialLookback;
        var state = new FeedState { Position = run.StartAt(startTime), FirstStartTime = startTime, StreamId = newId(), RecentTimes = RecentTimes.From(startTime) };
        var row = new FeedRow(run, cursors, state, newId, logger);
        row.LogFirstRun(run.Feed, startTime);
        return await row.CommitAsync(row.State) ? row : null;
    }

    /// <summary>Changes the state in memory; the next commit stores it.</summary>
    public void Change(FeedState state)
    {
        State = state;
        _isDirty = true;
    }

    /// <summary>Stores the state, however many attempts that takes within the budget. False when another run was there first.</summary>
    /// <param name="state">The new state.</param>
    /// <param name="ending">The run's outcome if this commit is its last, which saves writing the row once more.</param>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public async Task<bool> CommitAsync(FeedState state, RunOutcome? ending = null)
    {
        FeedState next = Stamp(ending is { } outcome ? Conclude(state, outcome, null) : state);
        CommitResult result = await StoreAsync(next, static (commit, run) => run.Retries.RunAsync(
            commit, static (attempt, token) => attempt.Cursors.CommitAsync(attempt.Feed, attempt.Next, token), run.Budget.Writing));
        return Adopt(next, result);
    }

    /// <summary>
    /// Where the stream stands; null when another run was there first. The row of a version without streams gets its stream here, before
    /// the first event with its id can be sent: two streams of one feed would be a gap in both.
    /// </summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public async ValueTask<StreamPosition?> OpenStreamAsync()
    {
        string? id = State.StreamId;
        if (id is null && !await CommitAsync(State with { StreamId = id = _newId() }))
        {
            return null;
        }

        return new StreamPosition(id, State.LastSequence);
    }

    /// <summary>
    /// Records how the run ended, unless the row says so already: a feed without news writes only its heartbeat.
    /// One attempt; the outcome stands in the run's record anyway.
    /// </summary>
    public async Task RecordEndAsync(RunOutcome outcome, IngestionException? failure)
    {
        string? error = failure is null ? null : $"{failure.Failure}: {failure.Message}";
        bool isOurs = outcome != RunOutcome.Superseded && failure is not { Failure: IngestionFailure.AccountMismatch } and not { Target: IngestionTarget.CursorStore };
        if (!isOurs || !(_isDirty || IsNews(outcome, error) || IsHeartbeatDue))
        {
            return;
        }

        try
        {
            FeedState next = Stamp(Conclude(State, outcome, error));
            Adopt(next, await StoreAsync(next, static (commit, run) => commit.Cursors.CommitAsync(commit.Feed, commit.Next, run.Budget.Writing)));
        }
        catch (Exception e) when (e is IngestionException or OperationCanceledException)
        {
            LogEndNotRecorded(_run.Feed, outcome, e.Message);
        }
    }

    private Task<CommitResult> StoreAsync(FeedState next, Func<(ICursorStore Cursors, EventFeed Feed, FeedState Next), RunScope, Task<CommitResult>> store) => _run.TakeAsync(
        RunStep.Commit,
        (Commit: (_cursors, _run.Feed, next), _run, store),
        static step => step.store(step.Commit, step._run),
        static (span, result) => span.SetTag("committed", result.IsCommitted));

    private FeedState Stamp(FeedState state) =>
        state with { RunId = _run.Identity.RunId, CommitCount = state.CommitCount + 1, LastRunTime = _run.Time.GetUtcNow() };

    private bool Adopt(FeedState state, CommitResult result)
    {
        if (!result.IsCommitted)
        {
            LogSuperseded(_run.Feed);
            return false;
        }

        _run.Tally.Commits++;
        State = state with { ETag = result.ETag };
        _isDirty = false;
        return true;
    }

    /// <summary>The state with the run's end written into it.</summary>
    private FeedState Conclude(FeedState state, RunOutcome outcome, string? error) => state with
    {
        LastOutcome = outcome.ToString(),
        LastError = error,
        LastSuccessTime = outcome is RunOutcome.Failed or RunOutcome.Throttled ? state.LastSuccessTime : _run.Time.GetUtcNow(),
        CaughtUpTime = outcome == RunOutcome.CaughtUp ? _run.Tally.LastAnswerTime : state.CaughtUpTime,
        FailingSince = outcome switch
        {
            RunOutcome.Failed => state.FailingSince ?? _run.Identity.StartedAt,
            // Neither says whether the fault has passed.
            RunOutcome.Throttled or RunOutcome.Stopped => state.FailingSince,
            _ => null,
        },
    };

    /// <summary>A message names times and tracking ids of its own each time; the same failure is no news for that.</summary>
    private bool IsNews(RunOutcome outcome, string? error) => State.LastOutcome != outcome.ToString() || NameOf(State.LastError) != NameOf(error);

    private static string? NameOf(string? error) => error?.Split(':', 2)[0];

    [LoggerMessage(101, LogLevel.Information, "{Feed}: first run; the feed begins at {StartTime:O}.")]
    private partial void LogFirstRun(EventFeed feed, DateTimeOffset startTime);

    [LoggerMessage(105, LogLevel.Warning, "{Feed}: another run moved the position first; this run stops. At most one batch was published twice.")]
    private partial void LogSuperseded(EventFeed feed);

    [LoggerMessage(302, LogLevel.Warning, "{Feed}: the outcome {Outcome} could not be stored in the feed's row; the position there is unharmed. {Reason}")]
    private partial void LogEndNotRecorded(EventFeed feed, RunOutcome outcome, string reason);
}
