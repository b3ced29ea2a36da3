using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Ingestion;

/// <summary>What a run knows of the feed's future.</summary>
/// <param name="HasMore">Whether events wait that this run knows of.</param>
/// <param name="OldestUnread">Up to when the feed is known to be read; null when nothing is unread, or nothing is known.</param>
/// <param name="CaughtUpIn">Time until the feed has caught up at the present rate; null when it has, or gains nothing.</param>
internal readonly record struct RunOutlook(bool HasMore, DateTimeOffset? OldestUnread, TimeSpan? CaughtUpIn)
{
    /// <summary>The outlook at the end of a run.</summary>
    /// <param name="row">The feed's row as the run left it.</param>
    /// <param name="tally">The run's counts.</param>
    /// <param name="now">The wall clock.</param>
    public static RunOutlook From(FeedRow row, RunTally tally, DateTimeOffset now)
    {
        FeedState state = row.State;
        FeedState? found = row.Found;
        return new RunOutlook(
            tally.HasMore,
            tally.HasMore ? state.LastEventTime ?? state.FirstStartTime
                : tally.Pages == 0 ? Later(state.LastEventTime, state.LastSuccessTime) ?? state.FirstStartTime
                : null,
            tally.HasMore ? CatchUp.Estimate(found?.LastEventTime ?? found?.FirstStartTime, found?.LastRunTime, state.LastEventTime, now) : null);
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}
