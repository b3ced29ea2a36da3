using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>The hub's side of one feed: which places of the feed were published. One bit an event. Used under the lock of its <see cref="DeliveryLedger"/>.</summary>
internal sealed class FeedLedger
{
    private readonly SequenceSet _published = new();
    private long _repeated;
    private long _altered;
    private long _outOfOrder;
    private long _highest = -1;

    public bool IsPublished(long sequence) => _published.Contains(sequence);

    public void Published(long sequence)
    {
        if (!_published.Add(sequence))
        {
            _repeated++;
            return;
        }

        _outOfOrder += sequence < _highest ? 1 : 0;
        _highest = Math.Max(_highest, sequence);
    }

    public void Altered() => _altered++;

    public FeedDelivery Compare(FeedLog log)
    {
        SequenceSet served = log.CopyServed();
        return new FeedDelivery(log.Feed, log.Held, served.Count, _published.Count, served.CountWithout(_published), _repeated, _altered, _outOfOrder);
    }
}
