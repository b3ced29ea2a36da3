namespace OnePasswordFunctions.Ingestion;

/// <summary>What a run knows of the feed's future.</summary>
/// <param name="HasMore">Whether events wait that this run knows of.</param>
/// <param name="OldestUnread">Up to when the feed is known to be read; null when nothing is unread, or nothing is known.</param>
/// <param name="CaughtUpIn">Time until the feed has caught up at the present rate; null when it has, or gains nothing.</param>
internal readonly record struct RunOutlook(bool HasMore, DateTimeOffset? OldestUnread, TimeSpan? CaughtUpIn)
{
    /// <summary>The outlook at the end of a run. Without an answer of the API nothing newer is read than before the run.</summary>
    /// <param name="row">The feed's row as the run left it.</param>
    /// <param name="tally">The run's counts.</param>
    /// <param name="now">The wall clock.</param>
    public static RunOutlook From(FeedRow row, RunTally tally, DateTimeOffset now)
    {
        DateTimeOffset? readThrough = row.State.ReadThrough;
        bool isUnread = tally.HasMore || tally.Pages == 0;
        return new RunOutlook(
            tally.HasMore,
            isUnread ? readThrough : null,
            tally.HasMore ? CatchUp.Estimate(row.FoundReadThrough, row.FoundRunTime, readThrough, now) : null);
    }
}
