namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One partition of a hub: a log of messages with a beginning that retention may move, and readers that wait at its end.</summary>
/// <param name="keep">How many messages are kept at least; null keeps all.</param>
internal sealed class HubPartition(string hub, int id, Lock gate, int? keep)
{
    private readonly List<HubMessage> _messages = [];
    private long _last = -1;
    private long _lastOffset = -1;
    private long _nextOffset;
    private DateTimeOffset _lastEnqueuedAt = DateTimeOffset.UnixEpoch;

    /// <summary>Raised after messages came, outside of any lock.</summary>
    public event Action? Grew;

    public string Hub => hub;

    public int Id => id;

    public PartitionState State
    {
        get
        {
            lock (gate)
            {
                return new PartitionState(_messages.Count > 0 ? _messages[0].SequenceNumber : _last + 1, _last, _lastOffset, _lastEnqueuedAt);
            }
        }
    }

    /// <summary>Takes the messages of a batch in, and keeps those that anybody could ask for. Called under the lock.</summary>
    /// <param name="observer">Is shown each message.</param>
    /// <returns>The number of messages.</returns>
    public int Take(ReadOnlyMemory<byte> batch, long number, DateTimeOffset enqueuedAt, Action<HubMessage>? observer)
    {
        bool isSeen = observer is not null || keep != 0;
        ArraySegment<byte> kept = isSeen ? batch.ToArray() : [];
        long before = _last;
        _lastEnqueuedAt = enqueuedAt;
        for (int at = 0; AmqpSection.TryRead(batch.Span, at, out AmqpSection section); at = section.End)
        {
            int length = section.End - section.ValueStart;
            (_last, _lastOffset, _nextOffset) = (_last + 1, _nextOffset, _nextOffset + length);
            if (isSeen)
            {
                var message = new HubMessage(hub, id, _last, _lastOffset, number, enqueuedAt, kept.Slice(section.ValueStart, length));
                observer?.Invoke(message);
                _messages.Add(message);
            }
        }

        // An eighth more than asked, so that the list is not moved for each batch.
        if (keep is int least && _messages.Count > least + (least / 8))
        {
            _messages.RemoveRange(0, _messages.Count - least);
        }

        return (int)(_last - before);
    }

    /// <summary>The kept messages from a sequence number on, but no more than asked for.</summary>
    public IReadOnlyList<HubMessage> Read(long from, int most)
    {
        lock (gate)
        {
            int start = IndexOf(message => message.SequenceNumber >= from);
            return _messages.GetRange(start, Math.Min(most, _messages.Count - start));
        }
    }

    /// <summary>The sequence number of the first message that has come so far in the partition; of the one behind the end when none has.</summary>
    /// <param name="isReached">Holds for a message and for all that follow it.</param>
    public long FindFirst(Func<HubMessage, bool> isReached)
    {
        lock (gate)
        {
            int index = IndexOf(isReached);
            return index < _messages.Count ? _messages[index].SequenceNumber : _last + 1;
        }
    }

    /// <summary>Changes what is kept, in the order of the sequence numbers, as no service would.</summary>
    public void Tamper(Action<List<HubMessage>> change)
    {
        lock (gate)
        {
            change(_messages);
        }
    }

    public void WakeReaders() => Grew?.Invoke();

    private int IndexOf(Func<HubMessage, bool> isReached)
    {
        (int low, int high) = (0, _messages.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = isReached(_messages[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
