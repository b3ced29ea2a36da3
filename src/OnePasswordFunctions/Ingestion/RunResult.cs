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

    /// <summary>Whether the API said that more events wait.</summary>
    public bool HasMore { get; init; }

    /// <summary>Whether the host should see the invocation fail.</summary>
    public bool IsFailed => Outcome == RunOutcome.Failed;
}
