using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Reads what an event hub holds. Moves no position of any consumer: each read says where it begins.</summary>
internal interface IHubReader
{
    /// <summary>What each partition of the feed's hub holds now, in one attempt.</summary>
    /// <param name="feed">The feed whose hub it is.</param>
    /// <param name="withAge">Whether <see cref="PartitionBounds.KeptSince"/> is wanted, which takes a read of each partition that has dropped messages.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <exception cref="IngestionException">
    /// <see cref="IngestionFailure.Unauthorized"/>, <see cref="IngestionFailure.HubNotFound"/> (or the consumer group),
    /// <see cref="IngestionFailure.Throttled"/>, <see cref="IngestionFailure.Unavailable"/> or <see cref="IngestionFailure.RequestRejected"/>.
    /// </exception>
    Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventFeed feed, bool withAge, CancellationToken cancellationToken);

    /// <summary>
    /// Hands every message of a partition up to its last over, of whatever feed, in one attempt. After a failure it goes on behind the
    /// last message that was handed over when it is called with that message's place.
    /// </summary>
    /// <param name="feed">The feed whose hub it is.</param>
    /// <param name="partition">What to read, and up to where.</param>
    /// <param name="from">Messages that came before are left out.</param>
    /// <param name="after">If above -1: messages up to this place are left out, and <paramref name="from"/> does not count.</param>
    /// <param name="visit">Called for one message after the other.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>How many messages were handed over.</returns>
    /// <exception cref="IngestionException">As for <see cref="ReadBoundsAsync"/>.</exception>
    Task<long> ReadAsync(
        EventFeed feed, PartitionBounds partition, DateTimeOffset from, long after, Action<StoredMessage> visit, CancellationToken cancellationToken);
}
