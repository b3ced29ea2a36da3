namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Makes events from (seed, feed, place): the same three always give the same bytes, apart from the time.</summary>
internal sealed class EventGenerator
{
    // A power of two, so that choosing is a mask; large enough for every action and type to come up.
    private const int TemplatesPerFeed = 512;

    private readonly EventTemplate[][] _templates;
    private readonly ulong _salt;

    public EventGenerator(int seed, string account)
    {
        Identity = new EventIdentity(seed);
        _salt = EventIdentity.Mix((ulong)seed + 77);
        var scribe = new EventScribe(seed, account, Identity);
        _templates = [.. SimulatedFeed.All.Select(feed => Enumerable.Range(0, TemplatesPerFeed).Select(number => scribe.Write(feed, number)).ToArray())];
    }

    public EventIdentity Identity { get; }

    /// <summary>The event at a place of a feed.</summary>
    /// <param name="ticks">When it happened, in UTC ticks. Some timestamps leave digits of it out.</param>
    public FeedEvent Create(SimulatedFeed feed, long sequence, long ticks)
    {
        EventTemplate template = _templates[feed.Index][(int)(Chance(feed, sequence) & (TemplatesPerFeed - 1))];
        return new FeedEvent(sequence, template.Truncate(ticks), template);
    }

    /// <summary>How late an event arrives, in ticks; 0 when it does not.</summary>
    /// <param name="share">The share of events, 0 to 1, that are late.</param>
    /// <param name="most">The most that one is late, beyond a second.</param>
    public long Lateness(SimulatedFeed feed, long sequence, double share, TimeSpan most)
    {
        ulong chance = Chance(feed, sequence);
        if (share == 0 || (chance >> 32 & 0xFFFF) >= share * 0x10000)
        {
            return 0;
        }

        // Squared, so that most are a little late and few are very late.
        double part = (chance >> 16 & 0xFFFF) / 65536.0;
        return TimeSpan.TicksPerSecond + (long)(most.Ticks * part * part);
    }

    /// <summary>A number that belongs to the event alone; decides its template and its lateness.</summary>
    private ulong Chance(SimulatedFeed feed, long sequence) => EventIdentity.Mix(_salt ^ ((ulong)sequence * 4) ^ (ulong)feed.Index);
}
