using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>The hub's side of one feed: which places of the feed were published. One bit an event. Used under the lock of its <see cref="DeliveryLedger"/>.</summary>
internal sealed class FeedLedger(FeedLog log)
{
    private readonly SequenceSet _published = new();
    private int _writtenTaken;
    private long _repeated;
    private long _altered;
    private long _outOfOrder;
    private long _highest = -1;

    /// <summary>The events that somebody wrote and that arrived since the last call.</summary>
    public IEnumerable<FeedEvent> TakeNewWrittenEvents()
    {
        IReadOnlyList<FeedEvent> all = log.WrittenEvents();
        (int taken, _writtenTaken) = (_writtenTaken, all.Count);
        return all.Skip(taken);
    }

    /// <summary>Notes a message of the event at a place; null when its bytes are not the event's.</summary>
    public void Note(long? place)
    {
        if (place is not long sequence)
        {
            _altered++;
        }
        else if (!_published.Add(sequence))
        {
            _repeated++;
        }
        else
        {
            _outOfOrder += sequence < _highest ? 1 : 0;
            _highest = Math.Max(_highest, sequence);
        }
    }

    public FeedDelivery Compare()
    {
        SequenceSet served = log.CopyServed();
        return new FeedDelivery(log.Feed, log.Held, served.Count, _published.Count, served.CountWithout(_published), _repeated, _altered, _outOfOrder);
    }
}
