namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// Makes events from (seed, feed, index): the same three always give the same bytes, apart from the time. No event is kept,
/// so ten million of them need no memory.
/// </summary>
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
        var scribe = new EventScribe(seed, account);
        _templates = [.. SimulatedFeeds.All.Select(feed => Enumerable.Range(0, TemplatesPerFeed).Select(number => scribe.Write(feed, number)).ToArray())];
    }

    public EventIdentity Identity { get; }

    /// <summary>A number that belongs to the event alone; decides its template, its lateness and its last digits.</summary>
    public ulong Chance(SimulatedFeed feed, long index) => EventIdentity.Mix(_salt ^ ((ulong)index * 4) ^ (ulong)feed);

    public EventTemplate Template(SimulatedFeed feed, long index) => _templates[(int)feed][(int)(Chance(feed, index) & (TemplatesPerFeed - 1))];
}
