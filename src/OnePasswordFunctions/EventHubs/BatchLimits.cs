namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// What the batches of one feed have met, and so how large the next may be. It is kept for each feed alone, so that what another feed
/// meets never changes a batch that may have been stored already: such a batch is sent again as it was.
/// </summary>
internal sealed class BatchLimits
{
    /// <summary>No tier refuses a batch of this size for its size.</summary>
    public const int Smallest = 64 * 1024;

    /// <summary>Refusals of one batch without a reason, after which its size may be the reason.</summary>
    private const int RefusalsBeforeDoubt = 3;

    private ulong _firstId;
    private int _count;
    private int _refusals;

    /// <summary>The most bytes of a batch of several events, as far as this feed has learnt.</summary>
    public long Bytes { get; private set; } = long.MaxValue;

    /// <summary>The most events of a batch that begins with this one: what was sent before and is to be sent again.</summary>
    public int MostEvents(ulong firstId) => _count > 0 && firstId == _firstId ? _count : int.MaxValue;

    /// <summary>A batch is about to be sent. If it is not known to be stored afterwards, it is sent again as it is.</summary>
    public void Keep(ulong firstId, int count)
    {
        _refusals = firstId == _firstId && count == _count ? _refusals : 0;
        (_firstId, _count) = (firstId, count);
    }

    /// <summary>
    /// The hub has refused the batch without a reason that the SDK passes on. Among these is a refusal for its size, so a large batch that
    /// keeps being refused is halved; no event is given up for it.
    /// </summary>
    /// <returns>Whether the next batch will be smaller.</returns>
    public bool Doubt(int count, long bytes)
    {
        if (++_refusals < RefusalsBeforeDoubt || count == 1 || bytes <= Smallest)
        {
            return false;
        }

        Halve(count, bytes);
        return true;
    }

    /// <summary>The batch is too large: the next one has half its events, and those to come half its bytes.</summary>
    public void Halve(int count, long bytes)
    {
        (_count, _refusals) = (count / 2, 0);
        Bytes = Math.Min(Bytes, Math.Max(bytes / 2, Smallest));
    }

    /// <summary>The batch was accepted: nothing is to be sent again.</summary>
    public void Accept() => (_firstId, _count, _refusals) = (0, 0, 0);
}
