namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What the hubs hold. Batches come in one after the other.</summary>
internal sealed class HubStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HubPartition[]> _hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Action<HubMessage>? _observer;
    private readonly TimeProvider _timeProvider;
    private readonly HubJournal? _journal;
    private int _turn = -1;
    private long _batches;
    private long _bytes;

    public HubStore(EventHubStandInOptions options, TimeProvider timeProvider)
    {
        (_observer, _timeProvider, CreatedAt) = (options.Observer, timeProvider, timeProvider.GetUtcNow());
        foreach (string hub in options.Hubs)
        {
            _hubs[hub] = [.. Enumerable.Range(0, options.Partitions).Select(id => new HubPartition(hub, id, _lock, options.MessagesKept))];
        }

        _journal = options.JournalPath is null ? null : new HubJournal(options.JournalPath);
        foreach ((string hub, int id, DateTimeOffset enqueuedAt, byte[] batch) in _journal?.ReadAll() ?? [])
        {
            if (Find(hub, id) is { } partition)
            {
                Take(partition, batch, enqueuedAt);
            }
        }
    }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>The number of accepted batches.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>The bytes of all accepted batches.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The number of accepted messages in one hub.</summary>
    public long CountOf(string hub) => Partitions(hub)?.Sum(partition => partition.State.Last + 1) ?? 0;

    /// <summary>A hub's partitions, or null when there is no such hub.</summary>
    public IReadOnlyList<HubPartition>? Partitions(string hub) => _hubs.GetValueOrDefault(hub);

    /// <summary>A partition, or null when there is none such; without a number the partitions take turns.</summary>
    public HubPartition? Find(string hub, int? partition) => Partitions(hub) is not { } partitions ? null
        : partition is null ? partitions[(int)((uint)Interlocked.Increment(ref _turn) % (uint)partitions.Count)]
        : partitions.ElementAtOrDefault(partition.Value);

    /// <summary>The kept messages, in the order of acceptance.</summary>
    public IReadOnlyList<HubMessage> Messages() =>
    [
        .. _hubs.Values.SelectMany(partitions => partitions).SelectMany(partition => partition.Read(0, int.MaxValue))
            .OrderBy(message => message.Batch).ThenBy(message => message.SequenceNumber),
    ];

    /// <summary>Takes a batch in; when this returns it is as durable as the options ask, and its bytes are no longer needed.</summary>
    /// <returns>The number of messages.</returns>
    public int Accept(HubPartition partition, ReadOnlyMemory<byte> batch)
    {
        var enqueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(_timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        int count;
        lock (_lock)
        {
            _journal?.Append(partition.Hub, partition.Id, enqueuedAt, batch.Span);
            count = Take(partition, batch, enqueuedAt);
        }

        partition.WakeReaders();
        return count;
    }

    public void Dispose() => _journal?.Dispose();

    private int Take(HubPartition partition, ReadOnlyMemory<byte> batch, DateTimeOffset enqueuedAt)
    {
        _bytes += batch.Length;
        return partition.Take(batch, _batches++, enqueuedAt, _observer);
    }
}
