using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What the hubs hold. Batches come in one after the other.</summary>
internal sealed class HubStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HubPartition[]> _hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _counts = new(StringComparer.OrdinalIgnoreCase);
    private readonly MessageRetention _retention;
    private readonly MessageObserver? _observer;
    private readonly HubJournal? _journal;
    private int _turn = -1;
    private long _messages;
    private long _batches;
    private long _bytes;

    public HubStore(EventHubStandInOptions options)
    {
        _retention = options.Retention;
        _observer = options.Observer;
        int? keep = _retention == MessageRetention.Newest ? options.NewestPerPartition : null;
        foreach (string hub in options.Hubs)
        {
            _hubs[hub] = [.. Enumerable.Range(0, options.Partitions).Select(id => new HubPartition(hub, id, _lock, keep))];
        }

        _journal = options.JournalPath is null ? null : new HubJournal(options.JournalPath);
        foreach ((string place, DateTimeOffset enqueuedAt, byte[] batch) in _journal?.ReadAll() ?? [])
        {
            int slash = place.LastIndexOf('/');
            if (Find(place[..slash], int.Parse(place[(slash + 1)..], CultureInfo.InvariantCulture)) is { } partition)
            {
                Take(partition, batch, enqueuedAt);
            }
        }
    }

    /// <summary>The number of accepted batches.</summary>
    public long Batches => Locked(() => _batches);

    /// <summary>The bytes of all accepted batches.</summary>
    public long Bytes => Locked(() => _bytes);

    /// <summary>The number of accepted messages.</summary>
    public long Count => Locked(() => _messages);

    public long CountOf(string hub) => Locked(() => _counts.GetValueOrDefault(hub));

    /// <summary>A hub's partitions, or null when there is no such hub.</summary>
    public IReadOnlyList<HubPartition>? Partitions(string hub) => _hubs.GetValueOrDefault(hub);

    /// <summary>A partition, or null when there is none such; without a number the partitions take turns.</summary>
    public HubPartition? Find(string hub, int? partition)
    {
        HubPartition[] partitions = _hubs.GetValueOrDefault(hub) ?? [];
        int index = partition ?? (partitions.Length == 0 ? 0 : (int)((uint)Interlocked.Increment(ref _turn) % (uint)partitions.Length));
        return (uint)index < (uint)partitions.Length ? partitions[index] : null;
    }

    /// <summary>The kept messages, in the order of acceptance.</summary>
    public IReadOnlyList<HubMessage> Messages()
        => [.. _hubs.Values.SelectMany(partitions => partitions).SelectMany(partition => partition.Read(0, int.MaxValue)).OrderBy(message => message.Number)];

    /// <summary>Takes a batch in; when this returns it is as durable as the options ask, and its bytes are no longer needed.</summary>
    /// <returns>The number of messages.</returns>
    public int Accept(HubPartition partition, ReadOnlyMemory<byte> batch, DateTimeOffset now)
    {
        DateTimeOffset enqueuedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        int count;
        lock (_lock)
        {
            _journal?.Append(string.Create(CultureInfo.InvariantCulture, $"{partition.Hub}/{partition.Id}"), enqueuedAt, batch.Span);
            count = Take(partition, batch, enqueuedAt);
        }

        partition.WakeReaders();
        return count;
    }

    public void Dispose() => _journal?.Dispose();

    private int Take(HubPartition partition, ReadOnlyMemory<byte> batch, DateTimeOffset enqueuedAt)
    {
        bool isSeen = _observer is not null || _retention != MessageRetention.Totals;
        Memory<byte> kept = isSeen ? GC.AllocateUninitializedArray<byte>(batch.Length) : default;
        batch.Span[..kept.Length].CopyTo(kept.Span);
        int count = 0;
        for (int at = 0; AmqpSection.TryRead(batch.Span, at, out AmqpSection section); at = section.End)
        {
            int length = section.End - section.ValueStart;
            (long sequenceNumber, long offset) = partition.Number(length, enqueuedAt);
            if (isSeen)
            {
                Show(partition, new HubMessage
                {
                    Hub = partition.Hub,
                    Partition = partition.Id,
                    SequenceNumber = sequenceNumber,
                    Offset = offset,
                    Number = _messages + count,
                    Batch = _batches,
                    EnqueuedAt = enqueuedAt,
                    Encoded = kept.Slice(section.ValueStart, length),
                });
            }

            count++;
        }

        _messages += count;
        _counts[partition.Hub] = _counts.GetValueOrDefault(partition.Hub) + count;
        _batches++;
        _bytes += batch.Length;
        return count;
    }

    private void Show(HubPartition partition, HubMessage message)
    {
        _observer?.Invoke(message);
        if (_retention != MessageRetention.Totals)
        {
            partition.Keep(message);
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
