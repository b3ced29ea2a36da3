using System.Globalization;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>
/// Behaves as one feed of the Events API: events in order of arrival, cursors that stand between arrivals and keep their page
/// size and start time, pages that grow when they are asked for again. Bodies can be scripted to replace pages.
/// </summary>
internal sealed class FakeEventsApi : IEventsApi
{
    /// <summary>The events in order of arrival.</summary>
    public List<FakeEvent> Arrived { get; init; } = [];

    /// <summary>Faults of the calls.</summary>
    public SeamScript Script { get; } = new();

    /// <summary>Bodies to serve, in order, instead of the feed.</summary>
    public Queue<string> Bodies { get; } = new();

    /// <summary>What was asked for, in order.</summary>
    public List<PageRequest> Requests { get; } = [];

    /// <summary>The account that introspection names; null for a server that does not say.</summary>
    public string? AccountUuid { get; set; } = "ACCOUNT";

    /// <summary>Cursors issued before this was last raised are rejected.</summary>
    public int Generation { get; set; }

    public Task<EventPage> ReadPageAsync(EventFeed feed, PageRequest request, CancellationToken cancellationToken) =>
        Script.RunAsync(
            "page",
            () =>
            {
                Requests.Add(request);
                return Bodies.TryDequeue(out string? body) ? EventPages.Read(body) : Serve(request);
            },
            cancellationToken);

    public Task<TokenIntrospection> IntrospectAsync(CancellationToken cancellationToken) =>
        Script.RunAsync("introspect", () => new TokenIntrospection("INTEGRATION", AccountUuid, ["auditevents"], null), cancellationToken);

    /// <summary>Which arrivals a cursor of this fake has behind it.</summary>
    public static (DateTimeOffset StartTime, int PageSize, int Next) Understand(string cursor)
    {
        string[] parts = cursor.Split('.');
        return (new DateTimeOffset(long.Parse(parts[1], CultureInfo.InvariantCulture), TimeSpan.Zero),
            int.Parse(parts[2], CultureInfo.InvariantCulture), int.Parse(parts[3], CultureInfo.InvariantCulture));
    }

    private EventPage Serve(PageRequest request)
    {
        if (request.Cursor is { } cursor && !cursor.StartsWith($"{Generation}.", StringComparison.Ordinal))
        {
            throw Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.CursorRejected);
        }

        (DateTimeOffset start, int size, int next) = request.Cursor is null
            ? (request.StartTime, request.PageSize, 0)
            : Understand(request.Cursor);
        if (size is < 1 or > PageRequest.MaximumPageSize)
        {
            throw Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.RequestRejected);
        }

        var items = new List<string>();
        for (; next < Arrived.Count && items.Count < size; next++)
        {
            if (Arrived[next].Timestamp >= start)
            {
                items.Add(Arrived[next].Json);
            }
        }

        bool hasMore = Arrived.Skip(next).Any(item => item.Timestamp >= start);
        string behind = string.Create(CultureInfo.InvariantCulture, $"{Generation}.{start.UtcTicks}.{size}.{next}");
        return EventPages.Read(EventPages.Body(behind, hasMore, items));
    }
}
