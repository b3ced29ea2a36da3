using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>A recorded run in the status; its properties are the members of the JSON.</summary>
internal sealed class RecentRun(RecordedRun run)
{
    public DateTimeOffset StartedAt => run.StartedAt;

    public long DurationMs => (long)run.Duration.TotalMilliseconds;

    public string Outcome => run.Outcome;

    public string? Error => run.Error;

    public int Events => run.Events;

    public int Batches => run.Batches;

    public int Retries => run.Retries;

    public int Throttles => run.Throttles;

    public string RunId => run.RunId;
}
