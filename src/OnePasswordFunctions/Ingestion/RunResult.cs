namespace OnePasswordFunctions.Ingestion;

/// <summary>What one run of one feed did.</summary>
internal sealed record RunResult
{
    public required EventFeed Feed { get; init; }

    public required RunOutcome Outcome { get; init; }

    /// <summary>Identifies the run in records, in the feed's row and in dead letters.</summary>
    public required string RunId { get; init; }

    /// <summary>What ended the run, when it did not end by itself.</summary>
    public IngestionFailure Failure { get; init; }

    /// <summary>The side that failed; null without a failure.</summary>
    public IngestionTarget? FailureTarget { get; init; }

    /// <summary>What went wrong and what to do; null without a failure.</summary>
    public string? Error { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The counts of the run.</summary>
    public required RunTally Tally { get; init; }

    /// <summary>The id of the feed's stream; null when the run had no row, or the row has no stream yet.</summary>
    public string? StreamId { get; init; }

    /// <summary>The number in the stream of the last event that the hub accepted and the row counts; null without a stream.</summary>
    public long? LastSequence { get; init; }

    /// <summary>Whether the run left events behind that it knows of: in the page in hand, or because the API said so.</summary>
    public bool HasMore { get; init; }

    /// <summary>
    /// The time up to which the feed is known to be read; every unread event comes later, except one that arrives late. Null when
    /// nothing is unread or nothing is known.
    /// </summary>
    public DateTimeOffset? OldestUnread { get; init; }

    /// <summary>Time until the feed has caught up at the present rate; null when it has, or gains nothing.</summary>
    public TimeSpan? CaughtUpIn { get; init; }

    /// <summary>When the token expires, as far as it says; null when it never does.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>Whether the host should see the invocation fail.</summary>
    public bool IsFailed => Outcome == RunOutcome.Failed;

    /// <summary>How far the feed is behind; zero when it has caught up, null when that is not known.</summary>
    public TimeSpan? GetLag(DateTimeOffset now) =>
        Outcome == RunOutcome.CaughtUp ? TimeSpan.Zero
        : now - OldestUnread is { } lag ? (lag > TimeSpan.Zero ? lag : TimeSpan.Zero)
        : null;

    /// <summary>The date on which unread events will be gone, when that is near.</summary>
    public DateOnly? GetRetentionRisk(DateTimeOffset now) => Outcome == RunOutcome.CaughtUp ? null : Retention.GetRiskDate(OldestUnread, now);

    /// <summary>Days until the token expires, negative afterwards; null when it never does.</summary>
    public double? GetTokenDaysLeft(DateTimeOffset now) => (TokenExpiresAt - now)?.TotalDays;
}
