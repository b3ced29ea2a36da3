namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The newest requests, and counts of all.</summary>
internal sealed class RequestLog(int length)
{
    private readonly Lock _lock = new();
    private readonly Queue<RequestRecord> _newest = new();
    private readonly long[] _ofFeed = new long[SimulatedFeeds.All.Length];
    private long _count;

    /// <summary>How many requests came in all, control requests not counted.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    public long CountOf(SimulatedFeed feed)
    {
        lock (_lock)
        {
            return _ofFeed[(int)feed];
        }
    }

    /// <summary>The kept requests, oldest first.</summary>
    public IReadOnlyList<RequestRecord> Newest()
    {
        lock (_lock)
        {
            return [.. _newest];
        }
    }

    public void Add(RequestRecord record)
    {
        lock (_lock)
        {
            _count++;
            if (record.Feed is SimulatedFeed feed)
            {
                _ofFeed[(int)feed]++;
            }

            _newest.Enqueue(record);
            if (_newest.Count > length)
            {
                _newest.Dequeue();
            }
        }
    }

    /// <summary>Forgets the kept requests; the counts stay.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _newest.Clear();
        }
    }
}
