using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// What happens when the API no longer takes a cursor: the feed goes back in time, and leaves out what the hub is known to have
/// until it has caught up.
/// </summary>
internal sealed partial class CursorRecovery(RunScope run, FeedRow row, ILogger logger)
{
    /// <summary>Whether the failure is one that this heals. One recovery a run: what is rejected at once again will not heal by more.</summary>
    public bool CanHeal(IngestionException failure) => failure.Failure == IngestionFailure.CursorRejected && run.Tally.CursorRecoveries == 0;

    /// <summary>Moves the position to the time of the last event less an overlap, for events that arrived late. False when another run was there first.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public async Task<bool> GoBackAsync(IngestionException failure)
    {
        FeedState state = row.State;
        DateTimeOffset known = Earlier(state.LastEventTime ?? state.FirstStartTime ?? run.Identity.StartedAt - run.Options.InitialLookback, run.Identity.StartedAt);

        // An event may claim to be from the year 1 (Go's zero time); there is nothing before that.
        DateTimeOffset startTime = known - DateTimeOffset.MinValue > run.Options.CursorRecoveryOverlap ? known - run.Options.CursorRecoveryOverlap : DateTimeOffset.MinValue;
        state.RecentEvents.Trim();
        run.Tally.CursorRecoveries++;
        LogCursorRejected(run.Feed, startTime, failure.Message);
        return await row.CommitAsync(state with { Position = run.StartAt(startTime), Recovering = true });
    }

    /// <summary>Ends the recovery once the feed has caught up.</summary>
    public void End()
    {
        if (row.State.Recovering)
        {
            row.Change(row.State with { Recovering = false });
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    [LoggerMessage(104, LogLevel.Error, "{Feed}: the stored cursor was rejected. Reading again from {StartTime:O}; events that the hub is known to have are left out, others from the overlap may be published twice. Look for events that arrived later than the overlap. {Reason}")]
    private partial void LogCursorRejected(EventFeed feed, DateTimeOffset startTime, string reason);
}
