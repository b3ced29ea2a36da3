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

    /// <summary>Notes a message that has the uuid of one of the feed's events and other bytes.</summary>
    public void NoteAltered() => _altered++;

    /// <summary>Notes a message of the event at a place.</summary>
    public void Note(long sequence)
    {
        if (!_published.Add(sequence))
        {
            _repeated++;
            return;
        }

        _outOfOrder += sequence < _highest ? 1 : 0;
        _highest = Math.Max(_highest, sequence);
    }

    public Delivery Compare()
    {
        SequenceSet served = log.CopyServed();
        return new Delivery(log.Feed.Name, log.Held, served.Count, _published.Count, served.CountWithout(_published), _repeated, _altered, _outOfOrder);
    }
}
