using OnePasswordFunctions.Ingestion;

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

    /// <summary>The timestamp of the event that arrived last, as it came: for people, and for nothing else.</summary>
    public DateTimeOffset? LastEventTime { get; init; }

    /// <summary>When the API last said that there is no more; null before the first time, and in the row of a version that did not keep it.</summary>
    public DateTimeOffset? CaughtUpTime { get; init; }

    /// <summary>Events accepted by the hub since the row exists.</summary>
    public long TotalEvents { get; init; }

    /// <summary>Batches accepted by the hub since the row exists.</summary>
    public long TotalBatches { get; init; }

    /// <summary>Events recorded as dead letters since the row exists.</summary>
    public long TotalDeadLetters { get; init; }

    /// <summary>When the last of them was recorded; null before the first, and when only a version that did not keep it met any.</summary>
    public DateTimeOffset? LastDeadLetterTime { get; init; }

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

    /// <summary>When the first of the runs began that have failed since the last one that did not; null while none has.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The 1Password account that the cursor belongs to, if the API has said so.</summary>
    public string? AccountUuid { get; init; }

    /// <summary>A short hash of the token that was last checked against the account. Not the token.</summary>
    public string? TokenFingerprint { get; init; }

    /// <summary>True from the moment a cursor was rejected until the feed has caught up again.</summary>
    public bool Recovering { get; init; }

    /// <summary>The events published last. Shared by the states of one run, which adds to it before each commit.</summary>
    public RecentEvents RecentEvents { get; init; } = new();

    /// <summary>The dead letters recorded last, so that none counts twice. Shared like <see cref="RecentEvents"/>.</summary>
    public RecentEvents RecentDeadLetters { get; init; } = new();

    /// <summary>What the events published last say of the time. Shared like <see cref="RecentEvents"/>.</summary>
    public RecentTimes RecentTimes { get; init; } = new();

    /// <summary>
    /// Up to when the feed is known to be read, from the order of arrival and from what the API has said: what is unread came after
    /// the feed had caught up, and after most of the events that arrived last. Null when nothing is known.
    /// </summary>
    public DateTimeOffset? ReadThrough
    {
        get
        {
            DateTimeOffset? caughtUp = CaughtUpTime ?? (LastOutcome == nameof(RunOutcome.CaughtUp) ? LastSuccessTime : null);
            return Later(FirstStartTime ?? Position.StartTime, Later(caughtUp, RecentTimes.Median));
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}
