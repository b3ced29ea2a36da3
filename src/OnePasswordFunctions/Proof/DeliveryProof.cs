using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>
/// Proves that a period of a feed is in the hub: reads the period from the API with a cursor of its own, and the hub up to its end, and
/// compares. The stored position is looked at and never touched.
/// </summary>
internal sealed class DeliveryProof(
    IEventsApi api, IHubReader hub, IEventPublisher publisher, ICursorStore cursors, RetryPolicy retryPolicy, TimeProvider time, ILogger<DeliveryProof> logger)
{
    /// <summary>One proof.</summary>
    /// <param name="request">What is to be proven.</param>
    /// <param name="duration">The time that it may take; what is under way then has a little longer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IngestionException">A side failed before anything could be said.</exception>
    /// <exception cref="OperationCanceledException">The time ended before anything could be said, or the caller has gone.</exception>
    public async Task<ProofReport> ProveAsync(ProofRequest request, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var budget = new RunBudget(duration, time, cancellationToken);
        var retries = new RunRetries(request.Feed, budget, new RunTally(), retryPolicy, time, logger);
        return await new ProofRun(request, api, hub, publisher, cursors, budget, retries, time).ExecuteAsync(duration);
    }
}
