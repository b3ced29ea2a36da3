using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// Where a feed's next run begins: a start time or a cursor, and how much of the page that it leads to is already published.
/// </summary>
internal sealed record FeedPosition
{
    private FeedPosition(string? cursor, DateTimeOffset? startTime, int pageSize, int publishedInPage, string? publishedThrough) =>
        (Cursor, StartTime, PageSize, PublishedInPage, PublishedThrough) = (cursor, startTime, pageSize, publishedInPage, publishedThrough);

    /// <summary>The API's cursor; null while the feed still stands at its start time. Opaque, secret to logs.</summary>
    public string? Cursor { get; }

    /// <summary>The earliest event timestamp asked for; null once there is a cursor.</summary>
    public DateTimeOffset? StartTime { get; }

    /// <summary>
    /// The page size that goes with <see cref="StartTime"/>. Kept because a page that was cut must be asked for again
    /// with the size it had, whatever the configured maximum is by then.
    /// </summary>
    public int PageSize { get; }

    /// <summary>How many events of the page behind this position the hub has accepted, 0 for none.</summary>
    public int PublishedInPage { get; }

    /// <summary>The id of the last of those events; null when there are none.</summary>
    public string? PublishedThrough { get; }

    /// <summary>Begins at <paramref name="startTime"/>.</summary>
    public static FeedPosition AtTime(DateTimeOffset startTime, int pageSize) => new(null, startTime, pageSize, 0, null);

    /// <summary>Begins after <paramref name="cursor"/>.</summary>
    public static FeedPosition AtCursor(string cursor) => new(cursor, null, 0, 0, null);

    /// <summary>The same page, with its first <paramref name="count"/> events published, the last of them <paramref name="eventId"/>.</summary>
    public FeedPosition After(int count, string? eventId) =>
        count == 0 ? new(Cursor, StartTime, PageSize, 0, null) : new(Cursor, StartTime, PageSize, count, eventId);

    /// <summary>The request that leads to the page behind this position.</summary>
    public PageRequest ToRequest() =>
        Cursor is { } cursor ? PageRequest.ContinueFrom(cursor) : PageRequest.StartAt(StartTime!.Value, PageSize);

    /// <summary>Says where the position is without the cursor, which logs must not contain.</summary>
    public override string ToString() =>
        (Cursor is null ? $"start time {StartTime:O}" : "a cursor") + (PublishedInPage > 0 ? $", {PublishedInPage} events into its page" : "");
}
