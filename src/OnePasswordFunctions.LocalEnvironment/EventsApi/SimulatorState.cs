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
        LimitsAreOn = options.RateLimits;
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

    public bool LimitsAreOn { get; set; }

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

    /// <summary>Checks the request's bearer token; says nothing about feeds.</summary>
    public bool TryAuthorize(HttpContext context, out TokenClaims? token)
    {
        string header = context.Request.Headers.Authorization.ToString();
        token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? Tokens.Verify(header["Bearer ".Length..].Trim()) : null;
        return token is not null && token.Audience == Audience && token.Account == Options.AccountUuid;
    }

    public bool TryTakeFromLimit(TokenClaims token, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return !LimitsAreOn || _limiter.TryTake(token, out wait);
    }

    /// <summary>Turns a request's body into what the page must hold; false when the body or its cursor is bad.</summary>
    public bool TryReadFilter(SimulatedFeed feed, PageRequestBody request, out PageFilter filter)
    {
        if (request.Kind == RequestKind.Cursor)
        {
            return _cursors.TryDecode(request.Cursor!, feed, out filter);
        }

        DateTimeOffset end = request.End ?? DateTimeOffset.MaxValue;
        DateTimeOffset start = request.Start ?? (request.End ?? TimeProvider.GetUtcNow()) - DefaultWindow;
        filter = new PageFilter(
            After: 0,
            request.Limit,
            start.UtcTicks,
            EndTicks: request.End is null ? long.MaxValue : end.UtcTicks,
            StartBindsBelow: Log(feed).Held);
        return request.Kind == RequestKind.Reset;
    }

    public ServedPage MakePage(SimulatedFeed feed, string? sentCursor, PageFilter filter, FaultSpec? fault)
    {
        if (fault is null && _cache.Find(feed, filter) is { } kept)
        {
            return kept;
        }

        if (fault is not null && TryMakeWithoutItems(feed, sentCursor, filter, fault.Kind) is { } odd)
        {
            return odd;
        }

        SelectedPage selected = Log(feed).Select(WithRetention(filter));
        IReadOnlyList<EventReference> events = fault is null ? selected.Events : PageDistorter.Distort(selected.Events, Log(feed), filter, fault.Kind);
        bool staysHere = fault?.Kind == FaultKind.SameCursor || (selected.Events.Count == 0 && !Options.FreshCursorOnEmptyPage);
        string cursor = staysHere ? sentCursor ?? Encode(feed, filter) : Encode(feed, filter with { After = selected.Next });
        var page = ServedPage.Render(feed, PageEnvelope.Make(feed, cursor, selected.HasMore, fault?.Kind), events);
        return fault is null ? _cache.Keep(filter, page) : page;
    }

    public void MarkServed(ServedPage page) => Log(page.Feed).MarkServed(page.Events);

    /// <summary>Older events than the API keeps are hidden by moving the start; arrivals after the reset are never that old.</summary>
    private PageFilter WithRetention(PageFilter filter)
        => filter with { StartTicks = Math.Max(filter.StartTicks, (TimeProvider.GetUtcNow() - Retention).UtcTicks) };

    private ServedPage? TryMakeWithoutItems(SimulatedFeed feed, string? sentCursor, PageFilter filter, FaultKind fault)
    {
        string stay = sentCursor ?? Encode(feed, filter);
        byte[]? body = fault switch
        {
            FaultKind.ItemsNull => PageEnvelope.MakeWithout(stay, hasMore: false, "null"),
            FaultKind.ItemsMissing => PageEnvelope.MakeWithout(stay, hasMore: false, items: null),
            FaultKind.EmptyMore => PageEnvelope.MakeWithout(stay, hasMore: true, "[]"),
            FaultKind.ItemsObject or FaultKind.ItemsNumber => MakeUnreadable(),
            _ => null,
        };
        return body is null ? null : new ServedPage(feed, [], body);

        // The cursor moves on: whoever takes such a page for an empty one loses the events, and the proof shows it.
        byte[] MakeUnreadable()
        {
            SelectedPage selected = Log(feed).Select(WithRetention(filter));
            string next = Encode(feed, filter with { After = selected.Next });
            return PageEnvelope.MakeWithout(next, selected.HasMore, fault == FaultKind.ItemsObject ? "{}" : "7");
        }
    }

    private string Encode(SimulatedFeed feed, PageFilter filter) => _cursors.Encode(new CursorClaims(feed, filter));
}
