using System.Text.Json.Serialization;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics.Feeds;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>What the status says of one feed; its properties are the members of the JSON, which docs/http.md explains.</summary>
/// <param name="evidence">What was written down of the feed.</param>
/// <param name="verdict">How it is doing.</param>
/// <param name="proof">Its last daily proof; null before the first.</param>
/// <param name="now">The time of the status.</param>
internal sealed class FeedStatus(FeedEvidence evidence, FeedVerdict verdict, StoredProof? proof, DateTimeOffset now)
{
    public string Feed => evidence.Feed.Name;

    public string EventType => evidence.Feed.DisplayName;

    public FeedHealth Health => verdict.Health;

    public string Headline => verdict.Headline;

    public IReadOnlyList<string> Warnings => verdict.Warnings;

    public RunEnd? LastRun => evidence.Last is { } last ? new RunEnd(last) : null;

    public StoredProof? LastProof => proof;

    public DateTimeOffset? FailingSince => evidence.FailingSince;

    public DateTimeOffset? LastSuccess => evidence.State?.LastSuccessTime;

    public PositionView? Position => evidence.State is { } state ? new PositionView(state.Position) : null;

    public string? Stream => evidence.State?.StreamId;

    public long LastSequence => evidence.State?.LastSequence ?? 0;

    public DateTimeOffset? LastEventTime => evidence.State?.LastEventTime;

    [JsonPropertyName("lag_seconds")]
    public TimeSpan? Lag => verdict.Lag;

    [JsonPropertyName("lateness_seconds")]
    public TimeSpan? Lateness => evidence.Runs.FirstOrDefault(run => run.OldestLateness is not null)?.OldestLateness;

    public Count Today => evidence.State is { } state && state.Day == DateOnly.FromDateTime(now.UtcDateTime) ? new Count(state.EventsToday, state.BatchesToday) : new Count(0, 0);

    public CountOfAll Total => new(evidence.State?.TotalEvents ?? 0, evidence.State?.TotalBatches ?? 0, evidence.State?.TotalDeadLetters ?? 0);

    public CountOfRuns InRecentRuns => new(
        evidence.Runs.Count, evidence.Runs.Sum(run => run.Retries), evidence.Runs.Sum(run => run.Throttles), evidence.Runs.Count(run => run.Outcome == nameof(RunOutcome.Failed)));

    public string Schedule => evidence.Schedule.Text;

    public DateTimeOffset? NextFiring => verdict.Health is FeedHealth.Disabled or FeedHealth.Unknown ? null : evidence.Schedule.Next(now);

    public IReadOnlyList<RecentRun> RecentRuns { get; } = [.. evidence.Runs.Select(static run => new RecentRun(run))];

    /// <summary>What the hub accepted on one day.</summary>
    internal sealed record Count(long Events, long Batches);

    /// <summary>What the hub accepted since the feed has a row, and what it did not.</summary>
    internal sealed record CountOfAll(long Events, long Batches, long DeadLetters);

    /// <summary>What the recorded runs met.</summary>
    internal sealed record CountOfRuns(int Runs, int Retries, int Throttles, int Failed);

    /// <summary>The end of the last run; what it did is known only of a run with news.</summary>
    internal sealed class RunEnd(LastRun last)
    {
        public string Outcome => last.Outcome;

        public string? Error => last.Error;

        public DateTimeOffset EndedAt => last.EndedAt;

        public long? DurationMs => (long?)last.Run?.Duration.TotalMilliseconds;

        public int Events => last.Run?.Events ?? 0;
    }
}
