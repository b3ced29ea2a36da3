using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Feeds;

/// <summary>What was written down of a feed, from which it is judged.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="State">Its row; null before the first run.</param>
/// <param name="Runs">Its recorded runs, newest first.</param>
/// <param name="Schedule">When its timer should fire.</param>
internal sealed record FeedEvidence(EventFeed Feed, FeedState? State, IReadOnlyList<RecordedRun> Runs, FeedSchedule Schedule)
{
    /// <summary>The last run that is known of; null before the first run's end.</summary>
    public LastRun? Last { get; } = LastRun.From(State, Runs.Count > 0 ? Runs[0] : null);

    /// <summary>The last sign of life: a run's end, or a commit of the one under way. Null when there never was one.</summary>
    public DateTimeOffset? LastHeard => Last is { } last && !(State?.LastRunTime > last.EndedAt) ? last.EndedAt : State?.LastRunTime;

    /// <summary>When the first of the failed runs began that have no other behind them; null when the last run did not fail.</summary>
    public DateTimeOffset? FailingSince => Last?.Outcome != nameof(RunOutcome.Failed) ? null
        : State?.FailingSince ?? Runs.TakeWhile(run => run.Outcome == nameof(RunOutcome.Failed)).LastOrDefault()?.StartedAt ?? Last.EndedAt;
}
