using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventsApi;

/// <summary>The source: the 1Password Events API, version 2.</summary>
internal interface IEventsApi
{
    /// <summary>
    /// Reads one page in one attempt; retrying is the caller's business.
    /// The caller owns the page and disposes it; no slice of it may be used afterwards.
    /// </summary>
    /// <exception cref="IngestionException">
    /// The page could not be read: <see cref="IngestionFailure.Unauthorized"/>, <see cref="IngestionFailure.CursorRejected"/>,
    /// <see cref="IngestionFailure.Throttled"/>, <see cref="IngestionFailure.Unavailable"/> or <see cref="IngestionFailure.InvalidResponse"/>.
    /// </exception>
    Task<EventPage> ReadPageAsync(EventFeed feed, PageRequest request, CancellationToken cancellationToken);

    /// <summary>Asks the API whose token this is and which feeds it may read.</summary>
    /// <exception cref="IngestionException">As for <see cref="ReadPageAsync"/>.</exception>
    Task<TokenIntrospection> IntrospectAsync(CancellationToken cancellationToken);
}
