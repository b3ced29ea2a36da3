using System.Globalization;
using Azure.Data.Tables;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>A feed's state as a Table Storage row: times as ISO 8601 text, counts as 64-bit numbers.</summary>
internal static class FeedStateRow
{
    /// <summary>A string property holds at most 32,768 UTF-16 units; errors are cut well before.</summary>
    private const int LongestError = 2000;

    public static TableEntity Write(FeedState state, string partitionKey, string rowKey)
    {
        var row = new TableEntity(partitionKey, rowKey)
        {
            ["CommitCount"] = state.CommitCount,
            ["LastSequence"] = state.LastSequence,
            ["RunId"] = state.RunId,
            ["TotalEvents"] = state.TotalEvents,
            ["TotalBatches"] = state.TotalBatches,
            ["TotalDeadLetters"] = state.TotalDeadLetters,
            ["EventsToday"] = state.EventsToday,
            ["BatchesToday"] = state.BatchesToday,
            ["Recovering"] = state.Recovering,
            ["RecentEvents"] = ToBytes(state.RecentEvents),
            ["RecentDeadLetters"] = ToBytes(state.RecentDeadLetters),
            ["RecentTimes"] = state.RecentTimes.ToBytes(),
        };
        WritePosition(row, state.Position);
        WriteText(row, "StreamId", state.StreamId);
        WriteTime(row, "FirstStartTime", state.FirstStartTime);
        WriteTime(row, "LastEventTime", state.LastEventTime);
        WriteTime(row, "CaughtUpTime", state.CaughtUpTime);
        WriteTime(row, "LastDeadLetterTime", state.LastDeadLetterTime);
        WriteText(row, "Day", state.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteText(row, "LastOutcome", state.LastOutcome);
        WriteText(row, "LastError", state.LastError is { Length: > LongestError } error ? error[..LongestError] : state.LastError);
        WriteTime(row, "LastRunTime", state.LastRunTime);
        WriteTime(row, "LastSuccessTime", state.LastSuccessTime);
        WriteTime(row, "FailingSince", state.FailingSince);
        WriteText(row, "AccountUuid", state.AccountUuid);
        WriteText(row, "TokenFingerprint", state.TokenFingerprint);
        return row;
    }

    /// <exception cref="IngestionException">
    /// <see cref="IngestionFailure.StateUnavailable"/>, not transient: the row was damaged by another program.
    /// </exception>
    public static FeedState Read(TableEntity row, string etag)
    {
        try
        {
            return Read(new TableRow(row), etag);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw Damaged(e);
        }
    }

    /// <summary>The failure of a row that is there and cannot be understood.</summary>
    public static IngestionException Damaged(Exception cause) => new(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
        "The feed's row in the cursor table is damaged: it has neither a Cursor nor a StartTime, or a value of the wrong type. Restore it, or delete the row to start again at the initial lookback.", cause);

    private static FeedState Read(TableRow row, string etag) => new()
    {
        Position = ReadPosition(row),
        ETag = etag,
        CommitCount = row.Long(row.Has("CommitCount") ? "CommitCount" : "Sequence"), // named so before streams had numbers
        StreamId = row.Text("StreamId"),
        LastSequence = row.Long("LastSequence"),
        RunId = row.Text("RunId") ?? "",
        FirstStartTime = row.Time("FirstStartTime"),
        LastEventTime = row.Time("LastEventTime"),
        CaughtUpTime = row.Time("CaughtUpTime"),
        TotalEvents = row.Long("TotalEvents"),
        TotalBatches = row.Long("TotalBatches"),
        TotalDeadLetters = row.Long("TotalDeadLetters"),
        LastDeadLetterTime = row.Time("LastDeadLetterTime"),
        Day = row.Text("Day") is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        EventsToday = row.Long("EventsToday"),
        BatchesToday = row.Long("BatchesToday"),
        LastOutcome = row.Text("LastOutcome"),
        LastError = row.Text("LastError"),
        LastRunTime = row.Time("LastRunTime"),
        LastSuccessTime = row.Time("LastSuccessTime"),
        FailingSince = row.Time("FailingSince"),
        AccountUuid = row.Text("AccountUuid"),
        TokenFingerprint = row.Text("TokenFingerprint"),
        Recovering = row.Boolean("Recovering"),
        RecentEvents = RecentEvents.FromBytes(row.Binary("RecentEvents")),
        RecentDeadLetters = RecentEvents.FromBytes(row.Binary("RecentDeadLetters")),
        RecentTimes = RecentTimes.FromRow(row.Binary("RecentTimes"), row.Time("LastEventTime"), row.Time("LastRunTime")),
    };

    private static void WritePosition(TableEntity row, FeedPosition position)
    {
        WriteText(row, "Cursor", position.Cursor);
        WriteTime(row, "StartTime", position.StartTime);
        if (position.StartTime is not null)
        {
            row["PageSize"] = position.PageSize;
        }

        row["PublishedInPage"] = position.PublishedInPage;
        WriteText(row, "PublishedThrough", position.PublishedThrough);
    }

    private static FeedPosition ReadPosition(TableRow row)
    {
        FeedPosition page = row.Text("Cursor") is { Length: > 0 } cursor
            ? FeedPosition.AtCursor(cursor)
            : FeedPosition.AtTime(row.Time("StartTime") ?? throw new FormatException("no position"), ReadPageSize(row));
        int published = row.Integer("PublishedInPage");
        return published >= 0 ? page.After(published, row.Text("PublishedThrough")) : throw new FormatException("a negative count");
    }

    /// <summary>A person who writes a start time by hand may leave the page size out; the API takes 1 to 1000.</summary>
    private static int ReadPageSize(TableRow row) =>
        row.Integer("PageSize") is >= 1 and <= PageRequest.MaximumPageSize and int size ? size : PageRequest.MaximumPageSize;

    private static void WriteText(TableEntity row, string name, string? value)
    {
        if (value is not null)
        {
            row[name] = value;
        }
    }

    private static void WriteTime(TableEntity row, string name, DateTimeOffset? value) =>
        WriteText(row, name, value?.ToString("O", CultureInfo.InvariantCulture));

    private static byte[] ToBytes(RecentEvents recent)
    {
        byte[] bytes = new byte[recent.Count * sizeof(ulong)];
        recent.CopyTo(bytes);
        return bytes;
    }
}
