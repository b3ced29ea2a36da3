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

    /// <summary>
    /// Moves the position to the earliest of the times that arrived last, less an overlap for events that arrive late, so that no one
    /// clock can make the feed skip anything. False when another run was there first.
    /// </summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public async Task<bool> GoBackAsync(IngestionException failure)
    {
        FeedState state = row.State;
        DateTimeOffset known = state.RecentTimes.Earliest ?? state.ReadThrough ?? run.Identity.StartedAt - run.Options.InitialLookback;

        // Nothing before that is left at 1Password, whatever an event claims (Go's zero time is in the year 1).
        DateTimeOffset oldest = run.Identity.StartedAt - Retention.Kept;
        DateTimeOffset startTime = (known > oldest ? known : oldest) - run.Options.CursorRecoveryOverlap;
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

    [LoggerMessage(104, LogLevel.Error, "{Feed}: the stored cursor was rejected. Reading again from {StartTime:O}; events that the hub is known to have are left out, others from the overlap may be published twice. Look for events that arrived later than the overlap. {Reason}")]
    private partial void LogCursorRejected(EventFeed feed, DateTimeOffset startTime, string reason);
}
