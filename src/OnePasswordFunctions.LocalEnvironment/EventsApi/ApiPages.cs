namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Finds out which page a request is for, and drafts it.</summary>
internal sealed class ApiPages(SimulatorOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(120);
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    private readonly CursorCodec _cursors = new(options.Seed, options.AccountUuid, timeProvider);

    /// <summary>Every cursor handed out so far is bad from now on.</summary>
    public void ExpireCursors() => _cursors.ExpireAll();

    /// <summary>Turns a request's body into what the page must hold; false when the body or its cursor is bad.</summary>
    public bool TryReadFilter(FeedLog log, PageRequestBody request, out PageFilter filter)
    {
        if (request.Cursor is not null)
        {
            return _cursors.TryDecode(request.Cursor, log.Feed, out filter);
        }

        DateTimeOffset start = request.Start ?? (request.End ?? timeProvider.GetUtcNow()) - DefaultWindow;
        filter = new PageFilter(After: 0, request.Limit, start.UtcTicks, EndTicks: request.End?.UtcTicks ?? long.MaxValue, StartBindsBelow: log.Held);
        return request.Kind == PageRequestBody.Reset;
    }

    public PageDraft Draft(FeedLog log, string? sentCursor, PageFilter filter)
    {
        // Older events than the API keeps are hidden by moving the start; arrivals after the reset are never that old.
        long oldest = (timeProvider.GetUtcNow() - Retention).UtcTicks;
        (IReadOnlyList<FeedEvent> events, bool hasMore, long next) = log.Select(filter with { StartTicks = Math.Max(filter.StartTicks, oldest) });
        string here = sentCursor ?? _cursors.Encode(log.Feed, filter);
        bool staysHere = events.Count == 0 && !options.FreshCursorOnEmptyPage;
        return new PageDraft(log.Feed, here, staysHere ? here : _cursors.Encode(log.Feed, filter with { After = next }), !hasMore, log.Find(filter.After - 1), events);
    }
}
