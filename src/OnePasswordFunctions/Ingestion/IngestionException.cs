namespace OnePasswordFunctions.Ingestion;

/// <summary>A step of a run failed in a way that has a name. The message says what to do and holds no secret.</summary>
internal sealed class IngestionException(
    IngestionTarget target, IngestionFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The side that failed.</summary>
    public IngestionTarget Target { get; } = target;

    /// <summary>What went wrong.</summary>
    public IngestionFailure Failure { get; } = failure;

    /// <summary>Whether the same request may succeed when it is sent again.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the other side asked to wait, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status behind the failure, if there was one.</summary>
    public int? Status { get; init; }
}
