namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The newest requests, and counts of all.</summary>
internal sealed class RequestLog(int length)
{
    private readonly Newest<RequestRecord> _newest = new(length);
    private readonly long[] _ofFeed = new long[SimulatedFeeds.All.Length];

    /// <summary>How many requests came in all, control requests not counted.</summary>
    public long Count => _newest.Count;

    public long CountOf(SimulatedFeed feed) => Interlocked.Read(ref _ofFeed[(int)feed]);

    /// <summary>The kept requests, oldest first.</summary>
    public IReadOnlyList<RequestRecord> Newest() => _newest.ToList();

    public void Add(RequestRecord record)
    {
        if (record.Feed is SimulatedFeed feed)
        {
            Interlocked.Increment(ref _ofFeed[(int)feed]);
        }

        _newest.Add(record);
    }
}
