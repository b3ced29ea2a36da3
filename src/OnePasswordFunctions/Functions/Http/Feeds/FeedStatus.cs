using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>What the status says of one feed.</summary>
internal sealed record FeedStatus
{
    public required EventFeed Feed { get; init; }

    public required FeedHealth Health { get; init; }

    /// <summary>What is the matter and, when something is, what to do.</summary>
    public required string Headline { get; init; }

    /// <summary>What somebody should look at although the feed works.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>When the first of the runs began that have failed since; null when the last did not fail.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The feed's row; null before the first run or when it could not be read.</summary>
    public FeedState? State { get; init; }

    /// <summary>The recorded runs, newest first.</summary>
    public IReadOnlyList<RecordedRun> Runs { get; init; } = [];

    /// <summary>The last run that is known of; null before the first.</summary>
    public LastRun? LastRun { get; init; }

    /// <summary>How far the feed is behind; null when that is not known.</summary>
    public TimeSpan? Lag { get; init; }

    public required FeedSchedule Schedule { get; init; }

    /// <summary>When the host fires the timer next; null when the schedule says nothing.</summary>
    public DateTimeOffset? NextFiring { get; init; }

    /// <summary>Events and batches of the current UTC day.</summary>
    public (long Events, long Batches) Today { get; init; }

    /// <summary>The last daily proof of delivery; null before the first.</summary>
    public StoredProof? LastProof { get; init; }
}
