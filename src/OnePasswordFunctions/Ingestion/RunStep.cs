using System.Diagnostics;
using System.Diagnostics.Metrics;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Ingestion;

/// <summary>One of the three things that a run does again and again, and where the time of it is counted.</summary>
/// <param name="Name">The span's name.</param>
/// <param name="Kind">The span's kind.</param>
/// <param name="Duration">The metric of its durations, repeated attempts and pauses included.</param>
/// <param name="Count">Adds a duration to the run's counts.</param>
internal sealed record RunStep(string Name, ActivityKind Kind, Histogram<double> Duration, Action<RunTally, TimeSpan> Count)
{
    /// <summary>Reading a page.</summary>
    public static readonly RunStep Page = new("page", ActivityKind.Client, IngesterMetrics.FetchDuration, static (tally, taken) => tally.AddFetchTime(taken));

    /// <summary>Publishing a batch.</summary>
    public static readonly RunStep Batch = new("batch", ActivityKind.Producer, IngesterMetrics.PublishDuration, static (tally, taken) => tally.PublishTime += taken);

    /// <summary>Storing a position.</summary>
    public static readonly RunStep Commit = new("commit", ActivityKind.Client, IngesterMetrics.CommitDuration, static (tally, taken) => tally.CommitTime += taken);
}
