using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>The state: one row per feed, written only if nobody else has written it since it was read.</summary>
internal interface ICursorStore
{
    /// <summary>Reads a feed's row in one attempt; null when there is none yet. Creates the table when it is missing.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    Task<FeedState?> ReadAsync(EventFeed feed, CancellationToken cancellationToken);

    /// <summary>
    /// Stores <paramref name="state"/> if the row still has <see cref="FeedState.ETag"/> (or does not exist, when that is null),
    /// in one attempt that may safely be repeated: a row that already holds this very commit counts as committed.
    /// </summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>. Whether the row was written is then unknown.</exception>
    Task<CommitResult> CommitAsync(EventFeed feed, FeedState state, CancellationToken cancellationToken);

    /// <summary>Records an event that cannot be published. Repeating it replaces the record.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    Task RecordDeadLetterAsync(EventFeed feed, DeadLetter deadLetter, CancellationToken cancellationToken);

    /// <summary>The dead letters of a feed, in one attempt; none when there is no table.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(EventFeed feed, CancellationToken cancellationToken);
}
