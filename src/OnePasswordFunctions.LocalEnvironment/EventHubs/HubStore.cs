namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The accepted messages of all hubs. A batch goes in whole or not at all.</summary>
internal sealed class HubStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<HubMessage> _messages = [];
    private readonly Dictionary<string, long> _counts = new(StringComparer.OrdinalIgnoreCase);
    private readonly MessageRetention _retention;
    private readonly MessageObserver? _observer;
    private readonly HubJournal? _journal;
    private long _batches;
    private long _bytes;

    public HubStore(EventHubStandInOptions options)
    {
        _retention = options.Retention;
        _observer = options.Observer;
        _journal = options.JournalPath is null ? null : new HubJournal(options.JournalPath);
        foreach ((string hub, DateTimeOffset enqueuedAt, byte[] body) in _journal?.ReadAll() ?? [])
        {
            if (BatchReader.TryRead(body, new byte[body.Length], KeepsProperties, out DecodedBatch batch) is null)
            {
                Take(hub, enqueuedAt, batch, body.Length);
            }
        }
    }

    /// <summary>Whether the properties of accepted messages are needed.</summary>
    public bool KeepsProperties => _retention is MessageRetention.All or MessageRetention.Digest;

    /// <summary>Counts and hashes by id, when the retention is <see cref="MessageRetention.Digest"/>.</summary>
    public MessageDigest Digest { get; } = new();

    /// <summary>The number of accepted batches.</summary>
    public long Batches => Locked(() => _batches);

    /// <summary>The bytes of all accepted requests.</summary>
    public long Bytes => Locked(() => _bytes);

    /// <summary>The number of accepted messages.</summary>
    public long Count => Locked(() => _counts.Values.Sum());

    public long CountOf(string hub) => Locked(() => _counts.GetValueOrDefault(hub));

    /// <summary>The kept messages, in the order of acceptance.</summary>
    public IReadOnlyList<HubMessage> Messages() => Locked(() => _messages.ToArray());

    /// <summary>Takes a batch in; when this returns it is as durable as the options ask.</summary>
    public void Accept(string hub, DateTimeOffset now, DecodedBatch batch, ReadOnlySpan<byte> request)
    {
        lock (_lock)
        {
            _journal?.Append(hub, now, request);
            Take(hub, now, batch, request.Length);
        }
    }

    /// <summary>Counts a batch that was not looked into.</summary>
    public void Discard(string hub, int messages, int bytes)
    {
        lock (_lock)
        {
            _counts[hub] = _counts.GetValueOrDefault(hub) + messages;
            _batches++;
            _bytes += bytes;
        }
    }

    public void Dispose() => _journal?.Dispose();

    private void Take(string hub, DateTimeOffset now, DecodedBatch batch, int bytes)
    {
        long sequence = _counts.GetValueOrDefault(hub);
        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<byte> body = batch.Body(i);
            _observer?.Invoke(hub, body);
            if (_retention == MessageRetention.Digest)
            {
                Digest.Add(batch.Properties(i).GetValueOrDefault("cloudEvents:id"), body);
            }
            else if (_retention == MessageRetention.All)
            {
                _messages.Add(new HubMessage
                {
                    Hub = hub,
                    SequenceNumber = sequence + i,
                    Batch = _batches,
                    EnqueuedAt = now,
                    Body = body.ToArray(),
                    Properties = batch.Properties(i),
                });
            }
        }

        _counts[hub] = sequence + batch.Count;
        _batches++;
        _bytes += bytes;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
