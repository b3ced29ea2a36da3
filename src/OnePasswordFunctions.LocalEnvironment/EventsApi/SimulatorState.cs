using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>All that the simulator knows while it runs: the feeds, who may read them, and how far.</summary>
internal sealed class SimulatorState
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(120);
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    private readonly FeedLog[] _feeds;
    private readonly RateLimiter _limiter;
    private readonly CursorCodec _cursors;
    private readonly PageCache _cache;
    private long _latencyTicks;

    public SimulatorState(SimulatorOptions options, TimeProvider timeProvider)
    {
        Options = options;
        TimeProvider = timeProvider;
        Generator = new EventGenerator(options.Seed, options.AccountUuid);
        Tokens = new TokenAuthority(options.Seed, timeProvider);
        Latency = options.Latency;
        RateLimits = options.RateLimits;
        _feeds = [.. SimulatedFeeds.All.Select(feed => new FeedLog(feed, Generator, timeProvider))];
        _limiter = new RateLimiter(options, timeProvider);
        _cursors = new CursorCodec(options.Seed, options.AccountUuid, timeProvider);
        _cache = new PageCache(options.PreRenderedBytes);
    }

    public SimulatorOptions Options { get; }

    public TimeProvider TimeProvider { get; }

    public EventGenerator Generator { get; }

    public TokenAuthority Tokens { get; }

    /// <summary>The host that tokens must name.</summary>
    public string Audience { get; set; } = "";

    public bool RateLimits { get; set; }

    public TimeSpan Latency
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _latencyTicks));
        set => Interlocked.Exchange(ref _latencyTicks, value.Ticks);
    }

    public FeedLog Log(SimulatedFeed feed) => _feeds[(int)feed];

    public void ExpireCursors()
    {
        _cursors.ExpireAll();
        _cache.Clear();
    }

    /// <summary>What the request's bearer token says; null when it opens nothing here.</summary>
    public TokenClaims? Authorize(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        TokenClaims? token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? Tokens.Verify(header["Bearer ".Length..].Trim()) : null;
        return token?.Audience == Audience && token.Account == Options.AccountUuid ? token : null;
    }

    public bool TryTakeFromLimit(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return !RateLimits || _limiter.TryTake(out wait);
    }

    /// <summary>Turns a request's body into what the page must hold; false when the body or its cursor is bad.</summary>
    public bool TryReadFilter(SimulatedFeed feed, PageRequestBody request, out PageFilter filter)
    {
        if (request.Kind == RequestKind.Cursor)
        {
            return _cursors.TryDecode(request.Cursor!, feed, out filter);
        }

        DateTimeOffset start = request.Start ?? (request.End ?? TimeProvider.GetUtcNow()) - DefaultWindow;
        filter = new PageFilter(After: 0, request.Limit, start.UtcTicks, EndTicks: request.End?.UtcTicks ?? long.MaxValue, StartBindsBelow: Log(feed).Held);
        return request.Kind == RequestKind.Reset;
    }

    public ServedPage MakePage(SimulatedFeed feed, string? sentCursor, PageFilter filter, FaultSpec? fault)
    {
        if (fault is null && _cache.Find(feed, filter) is { } kept)
        {
            return kept;
        }

        FeedLog log = Log(feed);
        SelectedPage selected = log.Select(WithRetention(filter));
        FaultKind? kind = fault?.Kind;
        IReadOnlyList<EventReference> events = kind switch
        {
            FaultKind.ItemsNull or FaultKind.ItemsMissing or FaultKind.ItemsObject or FaultKind.ItemsNumber or FaultKind.EmptyMore => [],
            FaultKind.Reorder => [.. selected.Events.Reverse()],
            FaultKind.Duplicate when filter.After > 0 => [log.At(filter.After - 1), .. selected.Events],
            _ => selected.Events,
        };
        bool hasMore = kind == FaultKind.EmptyMore || (selected.HasMore && kind is not (FaultKind.ItemsNull or FaultKind.ItemsMissing));
        // With items that are no array the cursor moves on: whoever takes such a page for an empty one loses the events, and the proof shows it.
        bool staysHere = kind is FaultKind.SameCursor or FaultKind.EmptyMore or FaultKind.ItemsNull or FaultKind.ItemsMissing
            || (selected.Events.Count == 0 && !Options.FreshCursorOnEmptyPage);
        string cursor = staysHere ? sentCursor ?? _cursors.Encode(feed, filter) : _cursors.Encode(feed, filter with { After = selected.Next });
        var page = ServedPage.Render(feed, cursor, hasMore, events, kind);
        return fault is null ? _cache.Keep(filter, page) : page;
    }

    public void MarkServed(ServedPage page) => Log(page.Feed).MarkServed(page.Events);

    /// <summary>Older events than the API keeps are hidden by moving the start; arrivals after the reset are never that old.</summary>
    private PageFilter WithRetention(PageFilter filter)
        => filter with { StartTicks = Math.Max(filter.StartTicks, (TimeProvider.GetUtcNow() - Retention).UtcTicks) };
}
