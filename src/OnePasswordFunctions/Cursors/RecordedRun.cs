namespace OnePasswordFunctions.Cursors;

/// <summary>One run in the history.</summary>
internal sealed record RecordedRun
{
    /// <summary>Identifies the run, here and in its record in the log.</summary>
    public required string RunId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The outcome's name.</summary>
    public required string Outcome { get; init; }

    /// <summary>The failure's name and message; null without a failure.</summary>
    public string? Error { get; init; }

    /// <summary>Events that the hub accepted.</summary>
    public int Events { get; init; }

    /// <summary>Batches that the hub accepted.</summary>
    public int Batches { get; init; }

    /// <summary>Events that no batch can hold.</summary>
    public int DeadLetters { get; init; }

    /// <summary>Attempts that were repeated, towards any side.</summary>
    public int Retries { get; init; }

    /// <summary>Answers that asked to slow down, from any side.</summary>
    public int Throttles { get; init; }

    /// <summary>Whether the API had more when the run ended.</summary>
    public bool HasMore { get; init; }

    /// <summary>The latest timestamp of a published event; null without events.</summary>
    public DateTimeOffset? LastEventTime { get; init; }

    /// <summary>The longest time between an event and its first sight; null without events.</summary>
    public TimeSpan? OldestLateness { get; init; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset EndedAt => StartedAt + Duration;
}
