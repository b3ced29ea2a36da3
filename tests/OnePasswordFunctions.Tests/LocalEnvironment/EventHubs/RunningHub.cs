using System.Security.Cryptography;
using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>A started stand-in and the SDK's own clients on it, which make one attempt each.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    public const string Hub = "onepassword-events";

    private readonly List<IAsyncDisposable> _clients = [];

    private RunningHub(Action<EventHubStandInOptions>? configure, TimeProvider timeProvider)
    {
        configure?.Invoke(Options);
        StandIn = new EventHubStandIn(Options, timeProvider);
    }

    public EventHubStandIn StandIn { get; }

    public EventHubStandInOptions Options { get; } = new();

    public static EventHubsRetryOptions OneAttempt => new() { MaximumRetries = 0, TryTimeout = TimeSpan.FromSeconds(30) };

    public static async Task<RunningHub> StartAsync(Action<EventHubStandInOptions>? configure = null, TimeProvider? timeProvider = null)
    {
        var running = new RunningHub(configure, timeProvider ?? TimeProvider.System);
        await running.StandIn.StartAsync(CancellationToken.None);
        return running;
    }

    public static string Sign(string resource, string keyName, string key, DateTimeOffset expiry)
    {
        string encoded = Uri.EscapeDataString(resource);
        long seconds = expiry.ToUnixTimeSeconds();
        string signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{encoded}\n{seconds}")));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(signature)}&se={seconds}&skn={keyName}";
    }

    /// <summary>A producer with a connection of its own.</summary>
    public EventHubProducerClient CreateProducer(string hub = Hub, Action<EventHubProducerClientOptions>? configure = null)
    {
        var options = new EventHubProducerClientOptions { RetryOptions = OneAttempt };
        configure?.Invoke(options);
        return Keep(new EventHubProducerClient(StandIn.ConnectionString, hub, options));
    }

    public EventHubConsumerClient CreateConsumer()
        => Keep(new EventHubConsumerClient(EventHubConsumerClient.DefaultConsumerGroupName, StandIn.ConnectionString, Hub, new EventHubConsumerClientOptions { RetryOptions = OneAttempt }));

    public PartitionReceiver CreateReceiver(string partition, EventPosition position)
    {
        var options = new PartitionReceiverOptions { RetryOptions = OneAttempt };
        return Keep(new PartitionReceiver(EventHubConsumerClient.DefaultConsumerGroupName, partition, position, StandIn.ConnectionString, Hub, options));
    }

    /// <summary>Closes a client when the hub goes.</summary>
    public T Keep<T>(T client) where T : IAsyncDisposable
    {
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        // The hub first: a client that closes in order waits for answers which a fault may hold.
        await StandIn.DisposeAsync();
        foreach (IAsyncDisposable client in _clients)
        {
            await client.DisposeAsync();
        }
    }
}
