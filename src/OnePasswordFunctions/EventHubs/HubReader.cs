using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// Reads with the SDK, one attempt a call, over one connection for each hub, made on first use. It has no owner level and no checkpoint,
/// so it never pushes another reader away and moves nobody's place.
/// </summary>
internal sealed class HubReader(EventHubOptions options, string consumerGroup, TimeProvider time) : IHubReader, IAsyncDisposable
{
    /// <summary>
    /// Messages of one partition that are asked for ahead, and of all together. With 300 of each of four partitions a proof took twice the
    /// memory (docs/benchmarks.md, The proof).
    /// </summary>
    private const int MostAtOnce = 150;

    private const int MostOfAll = 1200;

    private readonly EventHubConnector _connector = new(options);
    private readonly ConcurrentDictionary<string, Lazy<EventHubConnection>> _connections = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a partition that announces more may take to hand it over; then its end counts as reached.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many messages of a partition are asked for ahead, when so many partitions are read side by side; at least one.</summary>
    public static int ReadAhead(int partitions) => Math.Clamp(MostOfAll / partitions, 1, MostAtOnce);

    public async Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventFeed feed, bool withAge, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.AttemptTimeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await AttemptAsync(feed, connection => ReadBoundsAsync(connection, withAge, attempt.Token), timeout.Token, cancellationToken);
    }

    public async Task<long> ReadAsync(
        EventFeed feed, PartitionBounds partition, DateTimeOffset from, long after, Action<StoredMessage> visit, CancellationToken cancellationToken)
    {
        if (!partition.HasSince(from) || after >= partition.Last)
        {
            return 0;
        }

        EventPosition start = after >= 0 ? EventPosition.FromSequenceNumber(after, isInclusive: false) : EventPosition.FromEnqueuedTime(from);
        return await AttemptAsync(feed, async connection =>
        {
            int atOnce = ReadAhead(partition.Partitions);
            PartitionReceiver receiver = Open(connection, partition.Id, start, atOnce);
            try
            {
                return await DrainAsync(receiver, partition.Last, atOnce, visit, cancellationToken);
            }
            finally
            {
                Leave(receiver);
            }
        }, CancellationToken.None, cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<EventHubConnection> connection in _connections.Values)
        {
            if (connection.IsValueCreated)
            {
                await connection.Value.DisposeAsync();
            }
        }
    }

    private async Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventHubConnection connection, bool withAge, CancellationToken cancellationToken)
    {
        await using var client = new EventHubConsumerClient(consumerGroup, connection, _connector.CreateConsumerOptions());

        // The SDK does not look at the token while it connects; a question may be left to itself.
        string[] partitions = await client.GetPartitionIdsAsync(cancellationToken).WaitAsync(cancellationToken);
        return await Task.WhenAll(partitions.Select(async id =>
        {
            PartitionProperties properties = await client.GetPartitionPropertiesAsync(id, cancellationToken).WaitAsync(cancellationToken);
            (long last, DateTimeOffset lastAt) = (properties.LastEnqueuedSequenceNumber, properties.LastEnqueuedTime);
            long first = properties.IsEmpty ? last + 1 : properties.BeginningSequenceNumber;

            // Of no message, or of the newest alone, the age is known.
            DateTimeOffset? keptSince = !withAge || first <= 0 ? null
                : first >= last ? lastAt
                : await ReadFirstTimeAsync(connection, id, cancellationToken) ?? lastAt;
            return new PartitionBounds(id, first, last, lastAt, keptSince) { Partitions = partitions.Length };
        }));
    }

    /// <summary>When the oldest kept message came; no property says so.</summary>
    private async Task<DateTimeOffset?> ReadFirstTimeAsync(EventHubConnection connection, string id, CancellationToken cancellationToken)
    {
        PartitionReceiver receiver = Open(connection, id, EventPosition.Earliest, prefetch: 0);
        try
        {
            IEnumerable<EventData> first = await receiver.ReceiveBatchAsync(1, Silence, cancellationToken).WaitAsync(cancellationToken);
            return first.FirstOrDefault()?.EnqueuedTime;
        }
        finally
        {
            Leave(receiver);
        }
    }

    private async Task<long> DrainAsync(PartitionReceiver receiver, long last, int atOnce, Action<StoredMessage> visit, CancellationToken cancellationToken)
    {
        long count = 0;
        for (long at = -1; at < last;)
        {
            bool isSilent = true;
            foreach (EventData message in await receiver.ReceiveBatchAsync(atOnce, Silence, cancellationToken).WaitAsync(cancellationToken))
            {
                isSilent = false;
                at = message.SequenceNumber;
                if (at > last)
                {
                    break;
                }

                visit(Read(message));
                count++;
            }

            if (isSilent)
            {
                break;
            }
        }

        return count;
    }

    private static StoredMessage Read(EventData message)
    {
        IDictionary<string, object> properties = message.Properties;
        bool isNumbered = long.TryParse(Text(properties, MessageProperties.Sequence), NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        return new StoredMessage(
            message.SequenceNumber, message.EnqueuedTime, message.EventBody.ToMemory(), Text(properties, MessageProperties.Id) ?? message.MessageId,
            Text(properties, MessageProperties.Type), Text(properties, MessageProperties.Time), Text(properties, MessageProperties.Stream), isNumbered ? number : null);
    }

    private static string? Text(IDictionary<string, object> properties, string name) => properties.TryGetValue(name, out object? value) ? value as string : null;

    private PartitionReceiver Open(EventHubConnection connection, string partition, EventPosition start, int prefetch) =>
        new(consumerGroup, partition, start, connection, _connector.CreateReceiverOptions(prefetch));

    /// <summary>Nobody waits for it: on a connection that is broken, closing can take a minute.</summary>
    private static void Leave(PartitionReceiver receiver) => _ = receiver.DisposeAsync().AsTask();

    private async Task<T> AttemptAsync<T>(
        EventFeed feed, Func<EventHubConnection, Task<T>> attempt, CancellationToken timeout, CancellationToken cancellationToken)
    {
        // With an activity, the SDK would trace each call under it.
        Activity.Current = null;
        string hub = options.HubNames[feed];
        try
        {
            return await attempt(_connections.GetOrAdd(hub, name => new Lazy<EventHubConnection>(() => _connector.CreateConnection(name))).Value);
        }
        catch (Exception e) when (Failures(hub).From(e, cancellationToken.IsCancellationRequested, timeout.IsCancellationRequested) is { } failure)
        {
            throw failure;
        }
    }

    private EventHubFailures Failures(string hub) => new(hub, _connector.Address, consumerGroup);
}
