using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace OnePasswordFunctions.EventHubs;

/// <summary>The one producer of a hub for all feeds: made on first use and then kept, so that an idle feed never touches the hub.</summary>
internal sealed class HubSender(string hub, EventHubAddress address, Func<string, EventHubProducerClient> createProducer) : IAsyncDisposable
{
    private readonly Lazy<EventHubProducerClient> _producer = new(() => createProducer(hub));
    private long _limit;

    /// <summary>Names what its producer throws.</summary>
    public EventHubFailures Failures { get; } = new(hub, address);

    /// <summary>The most bytes of a batch, as the hub said it when the link was opened; opens the link the first time.</summary>
    public async ValueTask<long> GetLimitAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _limit) is > 0 and var known ? known : await AskLimitAsync(cancellationToken);

    /// <summary>As <see cref="GetLimitAsync"/>, for the link that is open now.</summary>
    public async Task<long> AskLimitAsync(CancellationToken cancellationToken)
    {
        // The SDK does not look at the token while it connects. Nothing is sent here, so it may be left to itself.
        using EventDataBatch empty = await _producer.Value.CreateBatchAsync(cancellationToken).AsTask().WaitAsync(cancellationToken);
        Volatile.Write(ref _limit, empty.MaximumSizeInBytes);
        return empty.MaximumSizeInBytes;
    }

    /// <summary>Sends a batch; returns after the hub has accepted it. A send that ends otherwise may still arrive.</summary>
    public Task SendAsync(IReadOnlyCollection<EventData> events, CancellationToken cancellationToken) =>
        _producer.Value.SendAsync(events, cancellationToken);

    /// <summary>Closes the producer, if it was ever made.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_producer.IsValueCreated)
        {
            await _producer.Value.DisposeAsync();
        }
    }
}
