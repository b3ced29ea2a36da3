namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// What one request asks for. The API takes either a reset cursor (start time and page size) or a cursor that it issued,
/// never both; a cursor keeps the page size it was created with.
/// </summary>
internal readonly record struct PageRequest
{
    /// <summary>The most items that the API serves in one page.</summary>
    public const int MaximumPageSize = 1000;

    private PageRequest(string? cursor, DateTimeOffset startTime, int pageSize, DateTimeOffset? endTime)
    {
        Cursor = cursor;
        StartTime = startTime;
        PageSize = pageSize;
        EndTime = endTime;
    }

    /// <summary>The cursor to continue from, or null for a reset cursor.</summary>
    public string? Cursor { get; }

    /// <summary>Earliest event timestamp, inclusive. Only meaningful for a reset cursor.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>
    /// Latest event timestamp, for a reset cursor that is read to its end and given up; null for none. Whether the API takes the very
    /// time in is not known.
    /// </summary>
    public DateTimeOffset? EndTime { get; }

    /// <summary>Items per page, 1 to <see cref="MaximumPageSize"/>. Only meaningful for a reset cursor.</summary>
    public int PageSize { get; }

    /// <summary>Continues after <paramref name="cursor"/>.</summary>
    public static PageRequest ContinueFrom(string cursor) => new(cursor, default, 0, null);

    /// <summary>Starts anew at <paramref name="startTime"/>, with pages of <paramref name="pageSize"/> items.</summary>
    public static PageRequest StartAt(DateTimeOffset startTime, int pageSize) => new(null, startTime, pageSize, null);

    /// <summary>All of a period, with pages of the largest size.</summary>
    public static PageRequest Between(DateTimeOffset startTime, DateTimeOffset endTime) => new(null, startTime, MaximumPageSize, endTime);

    /// <summary>Says which kind of request this is. A cursor is never written out: logs must not contain it.</summary>
    public override string ToString() => Cursor is null ? $"from {StartTime:O}{(EndTime is { } end ? $" to {end:O}" : "")}, {PageSize} per page" : "from a cursor";
}
