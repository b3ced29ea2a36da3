using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Finds out which page a request is for, and drafts it.</summary>
internal sealed class ApiPages(SimulatorOptions options, TimeProvider timeProvider)
{
    private const int CursorBytes = 48;
    private static readonly TimeSpan Retention = TimeSpan.FromDays(120);
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    // The parameters of the reset stick to a cursor.
    private readonly ConcurrentDictionary<string, (SimulatedFeed Feed, PageFilter Filter)> _cursors = new(StringComparer.Ordinal);

    /// <summary>Every cursor handed out so far is bad from now on.</summary>
    public void ExpireCursors() => _cursors.Clear();

    /// <summary>Turns a request's body into what the page must hold; false when the body or its cursor is bad.</summary>
    public bool TryReadFilter(FeedLog log, PageRequestBody request, out PageFilter filter)
    {
        if (request.Cursor is not null)
        {
            bool isKnown = _cursors.TryGetValue(request.Cursor, out (SimulatedFeed Feed, PageFilter Filter) place);
            filter = place.Filter;
            return isKnown && place.Feed == log.Feed;
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
        string here = sentCursor ?? CreateCursor(log.Feed, filter);
        bool staysHere = events.Count == 0 && !options.FreshCursorOnEmptyPage;
        return new PageDraft(log.Feed, here, staysHere ? here : CreateCursor(log.Feed, filter with { After = next }), !hasMore, log.Find(filter.After - 1), events);
    }

    // As long as the real ones are taken to be, and not to be guessed.
    private string CreateCursor(SimulatedFeed feed, PageFilter filter)
    {
        string cursor = Convert.ToBase64String(RandomNumberGenerator.GetBytes(CursorBytes));
        _cursors[cursor] = (feed, filter);
        return cursor;
    }
}
