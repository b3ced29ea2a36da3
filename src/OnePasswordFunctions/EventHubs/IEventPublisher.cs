using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>The sink: an event hub.</summary>
internal interface IEventPublisher
{
    /// <summary>
    /// Publishes the longest run of the request's events, from its first on, that fits one batch, in one attempt,
    /// and returns after the hub has accepted all of them. A batch is accepted whole or not at all. After a failure that leaves it open
    /// whether the batch was stored, the same request sends the same batch again.
    /// </summary>
    /// <returns>
    /// How many events were accepted (at least 1), or why the first event can never be published.
    /// </returns>
    /// <exception cref="IngestionException">
    /// Nothing of the batch is known to be accepted: <see cref="IngestionFailure.Unauthorized"/>, <see cref="IngestionFailure.HubNotFound"/>,
    /// <see cref="IngestionFailure.Throttled"/>, <see cref="IngestionFailure.Unavailable"/> or <see cref="IngestionFailure.RequestRejected"/>.
    /// </exception>
    Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken);
}
