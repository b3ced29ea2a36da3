namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>How the Events API simulator starts.</summary>
internal sealed class SimulatorOptions
{
    /// <summary>Decides every generated event, its uuid, and the key of the tokens.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>How many events each feed holds from the start.</summary>
    public long EventsPerFeed { get; set; }

    /// <summary>Exceptions from <see cref="EventsPerFeed"/>.</summary>
    public Dictionary<SimulatedFeed, long> EventsOf { get; } = [];

    /// <summary>The events that are there from the start are spread over this time before the start.</summary>
    public TimeSpan History { get; set; } = TimeSpan.FromHours(20);

    /// <summary>How many events per second each feed receives while the simulator runs; 0 to 1,000,000.</summary>
    public double LiveEventsPerSecond { get; set; }

    /// <summary>After this many live events a feed receives no more; null means never.</summary>
    public long? LiveEventsPerFeed { get; set; }

    /// <summary>The share (0 to 1) of generated events that arrive late, that is with a timestamp older than their place in the feed.</summary>
    public double LateShare { get; set; }

    /// <summary>The most that a late event is late. Events from the start stay inside <see cref="History"/> all the same.</summary>
    public TimeSpan LateBy { get; set; } = TimeSpan.FromHours(26);

    /// <summary>The time that every answer takes at least; zero adds nothing.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether the rate limits are kept.</summary>
    public bool RateLimits { get; set; }

    public int RequestsPerMinute { get; set; } = 600;

    public int RequestsPerHour { get; set; } = 30_000;

    /// <summary>Whether the limit's 429 carries <c>Retry-After</c>; the API does not document it for version 2.</summary>
    public bool RateLimitRetryAfter { get; set; }

    /// <summary>Whether an empty page carries a new cursor for the same place, rather than the one that was sent.</summary>
    public bool FreshCursorOnEmptyPage { get; set; }

    /// <summary>The account whose events these are; 26 characters of A–Z and 2–7.</summary>
    public string AccountUuid { get; set; } = "SJJQY7GBNN22XCEMPGQMGK2UPX";

    /// <summary>Writes pages.</summary>
    public Func<PageDraft, byte[]> Render { get; set; } = page => page.Render();

    /// <summary>How many of the newest requests the request log keeps; the counts go on beyond.</summary>
    public int RequestLogLength { get; set; } = 100_000;
}
