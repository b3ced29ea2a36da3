using System.Net;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Makes the SDK's clients of a hub. They make one attempt a call: repeating is the run's business, which has one budget of time.</summary>
internal sealed class EventHubConnector(EventHubOptions options)
{
    /// <summary>What the SDK adds to its own timeout when the other side takes the connection and then says nothing.</summary>
    public static readonly TimeSpan ConnectionAllowance = TimeSpan.FromSeconds(5);

    /// <summary>Where the namespace is.</summary>
    public EventHubAddress Address { get; } = EventHubAddress.Of(options);

    /// <summary>A connection to one hub, for clients that share it. Nothing goes out before its first use.</summary>
    /// <exception cref="ArgumentException">The connection string is none that the SDK takes.</exception>
    public EventHubConnection CreateConnection(string hub) => options.ConnectionString is { } text
        ? new EventHubConnection(text, hub, CreateConnectionOptions())
        : new EventHubConnection(options.FullyQualifiedNamespace, hub, options.Credential, CreateConnectionOptions());

    /// <summary>A producer for one hub that owns its connection, with the attempt's time from the options.</summary>
    /// <exception cref="ArgumentException">The connection string is none that the SDK takes.</exception>
    public EventHubProducerClient CreateProducer(string hub) => CreateProducer(hub, options.AttemptTimeout);

    /// <summary>As <see cref="CreateProducer(string)"/>.</summary>
    /// <param name="hub">The hub's name.</param>
    /// <param name="attemptTimeout">How long one attempt may take; at least 6 seconds.</param>
    public EventHubProducerClient CreateProducer(string hub, TimeSpan attemptTimeout) => options.ConnectionString is { } text
        ? new EventHubProducerClient(text, hub, CreateProducerOptions(attemptTimeout))
        : new EventHubProducerClient(options.FullyQualifiedNamespace, hub, options.Credential, CreateProducerOptions(attemptTimeout));

    /// <summary>What <see cref="CreateProducer(string, TimeSpan)"/> makes the producer with.</summary>
    public EventHubProducerClientOptions CreateProducerOptions(TimeSpan attemptTimeout) =>
        new() { ConnectionOptions = CreateConnectionOptions(), RetryOptions = OneAttempt(attemptTimeout) };

    /// <summary>For a client that asks what a hub holds.</summary>
    public EventHubConsumerClientOptions CreateConsumerOptions() => new() { RetryOptions = OneAttempt(options.AttemptTimeout) };

    /// <summary>For a client that reads a partition.</summary>
    /// <param name="prefetch">Messages that are asked for before they are wanted.</param>
    public PartitionReceiverOptions CreateReceiverOptions(int prefetch) => new() { RetryOptions = OneAttempt(options.AttemptTimeout), PrefetchCount = prefetch };

    /// <summary>How connections are made, whoever makes the client.</summary>
    public EventHubConnectionOptions CreateConnectionOptions()
    {
        var connectionOptions = new EventHubConnectionOptions { TransportType = options.Transport };
        if (options.Transport == EventHubsTransportType.AmqpWebSockets)
        {
            // Without one the SDK's WebSocket would ask the environment for a proxy.
            connectionOptions.Proxy = options.Proxy ?? new WebProxy();
        }

        options.ConfigureConnection?.Invoke(connectionOptions);
        return connectionOptions;
    }

    private static EventHubsRetryOptions OneAttempt(TimeSpan attemptTimeout) => new() { MaximumRetries = 0, TryTimeout = attemptTimeout - ConnectionAllowance };
}
