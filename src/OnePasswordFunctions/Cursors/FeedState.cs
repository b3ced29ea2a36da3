namespace OnePasswordFunctions.Cursors;

/// <summary>
/// One feed's row in the cursor table. The position decides what is read next; the rest tells people how the feed is doing
/// and lets a rejected cursor heal.
/// </summary>
internal sealed record FeedState
{
    /// <summary>Where the next run begins.</summary>
    public required FeedPosition Position { get; init; }

    /// <summary>The row's version that this state was read at or committed as; null before the row exists. Opaque.</summary>
    public string? ETag { get; init; }

    /// <summary>Counts the row's commits. With <see cref="RunId"/> it tells a lost response of our own commit from another writer's.</summary>
    public long CommitCount { get; init; }

    /// <summary>Identifies the feed's stream; null in a row of a version that had none, where the next run begins one.</summary>
    public string? StreamId { get; init; }

    /// <summary>The number in the stream of the last event that was accepted up to <see cref="Position"/>; 0 before the first.</summary>
    public long LastSequence { get; init; }

    /// <summary>The run that wrote the row last.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The start time of the feed's very first run.</summary>
    public DateTimeOffset? FirstStartTime { get; init; }

    /// <summary>The latest timestamp of a published event.</summary>
    public DateTimeOffset? LastEventTime { get; init; }

    /// <summary>Events accepted by the hub since the row exists.</summary>
    public long TotalEvents { get; init; }

    /// <summary>Batches accepted by the hub since the row exists.</summary>
    public long TotalBatches { get; init; }

    /// <summary>Events recorded as dead letters since the row exists.</summary>
    public long TotalDeadLetters { get; init; }

    /// <summary>The UTC day that <see cref="EventsToday"/> counts.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Events accepted by the hub on <see cref="Day"/>.</summary>
    public long EventsToday { get; init; }

    /// <summary>Batches accepted by the hub on <see cref="Day"/>.</summary>
    public long BatchesToday { get; init; }

    /// <summary>How the last recorded run ended; null while the first is under way.</summary>
    public string? LastOutcome { get; init; }

    /// <summary>The failure's name and message if that run failed.</summary>
    public string? LastError { get; init; }

    /// <summary>When the row was last written.</summary>
    public DateTimeOffset? LastRunTime { get; init; }

    /// <summary>When a run last ended without failure, as far as the row was written then.</summary>
    public DateTimeOffset? LastSuccessTime { get; init; }

    /// <summary>The 1Password account that the cursor belongs to, if the API has said so.</summary>
    public string? AccountUuid { get; init; }

    /// <summary>A short hash of the token that was last checked against the account. Not the token.</summary>
    public string? TokenFingerprint { get; init; }

    /// <summary>True from the moment a cursor was rejected until the feed has caught up again.</summary>
    public bool Recovering { get; init; }

    /// <summary>The events published last. Shared by the states of one run, which adds to it before each commit.</summary>
    public RecentEvents RecentEvents { get; init; } = new();
}
