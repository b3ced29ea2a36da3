using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>A feed's state as a Table Storage row: flat JSON, times as ISO 8601 text, 64-bit numbers as text (OData's Edm.Int64).</summary>
internal static class FeedStateRow
{
    /// <summary>A string property holds at most 32,768 UTF-16 units; errors are cut well before.</summary>
    private const int LongestError = 2000;

    /// <summary>Writes the row into <paramref name="buffer"/>.</summary>
    public static void Write(FeedState state, string partitionKey, string rowKey, IBufferWriter<byte> buffer)
    {
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("PartitionKey"u8, partitionKey);
            writer.WriteString("RowKey"u8, rowKey);
            WritePosition(writer, state.Position);
            WriteLong(writer, "CommitCount", state.CommitCount);
            WriteText(writer, "StreamId", state.StreamId);
            WriteLong(writer, "LastSequence", state.LastSequence);
            writer.WriteString("RunId"u8, state.RunId);
            WriteTime(writer, "FirstStartTime", state.FirstStartTime);
            WriteTime(writer, "LastEventTime", state.LastEventTime);
            WriteTime(writer, "CaughtUpTime", state.CaughtUpTime);
            WriteTotals(writer, state);
            WriteTime(writer, "LastDeadLetterTime", state.LastDeadLetterTime);
            WriteText(writer, "LastOutcome", state.LastOutcome);
            WriteText(writer, "LastError", state.LastError is { Length: > LongestError } error ? error[..LongestError] : state.LastError);
            WriteTime(writer, "LastRunTime", state.LastRunTime);
            WriteTime(writer, "LastSuccessTime", state.LastSuccessTime);
            WriteTime(writer, "FailingSince", state.FailingSince);
            WriteText(writer, "AccountUuid", state.AccountUuid);
            WriteText(writer, "TokenFingerprint", state.TokenFingerprint);
            writer.WriteBoolean("Recovering"u8, state.Recovering);
            WriteRecent(writer, "RecentEvents", state.RecentEvents);
            WriteRecent(writer, "RecentDeadLetters", state.RecentDeadLetters);
            writer.WriteString("RecentTimes@odata.type"u8, "Edm.Binary"u8);
            writer.WriteBase64String("RecentTimes"u8, state.RecentTimes.ToBytes());
            writer.WriteEndObject();
        }
    }

    /// <exception cref="IngestionException">
    /// <see cref="IngestionFailure.StateUnavailable"/>: not transient when the row was damaged by another program, and transient when
    /// it is no row at all, because then something else answered.
    /// </exception>
    public static FeedState Read(ReadOnlySpan<byte> json, string etag)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return IsRow(document.RootElement) ? Read(new TableRow(document.RootElement), etag) : throw NotARow();
        }
        catch (JsonException e)
        {
            throw NotARow(e);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidOperationException)
        {
            throw new IngestionException(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
                "The feed's row in the cursor table is damaged: it has neither a Cursor nor a StartTime, or a value of the wrong type. Restore it, or delete the row to start again at the initial lookback.", e);
        }
    }

    private static bool IsRow(JsonElement answer) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("RowKey"u8, out _);

    /// <summary>Must not sound like damage: whoever deletes the row for it loses the position.</summary>
    private static IngestionException NotARow(JsonException? cause = null) => new(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
        $"The answer of Table Storage is not the feed's row; the row itself is unharmed.{TableClient.NotItself}", cause)
    {
        IsTransient = true,
    };

    private static FeedState Read(TableRow row, string etag) => new()
    {
        Position = ReadPosition(row),
        ETag = etag,
        CommitCount = row.Long("CommitCount"),
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

    private static void WritePosition(Utf8JsonWriter writer, FeedPosition position)
    {
        WriteText(writer, "Cursor", position.Cursor);
        WriteTime(writer, "StartTime", position.StartTime);
        if (position.StartTime is not null)
        {
            writer.WriteNumber("PageSize"u8, position.PageSize);
        }

        writer.WriteNumber("PublishedInPage"u8, position.PublishedInPage);
        WriteText(writer, "PublishedThrough", position.PublishedThrough);
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

    private static void WriteTotals(Utf8JsonWriter writer, FeedState state)
    {
        WriteLong(writer, "TotalEvents", state.TotalEvents);
        WriteLong(writer, "TotalBatches", state.TotalBatches);
        WriteLong(writer, "TotalDeadLetters", state.TotalDeadLetters);
        WriteText(writer, "Day", state.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteLong(writer, "EventsToday", state.EventsToday);
        WriteLong(writer, "BatchesToday", state.BatchesToday);
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? value) =>
        WriteText(writer, name, value?.ToString("O", CultureInfo.InvariantCulture));

    private static void WriteLong(Utf8JsonWriter writer, string name, long value)
    {
        writer.WriteString(name + "@odata.type", "Edm.Int64");
        writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteRecent(Utf8JsonWriter writer, string name, RecentEvents recent)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(recent.Count * sizeof(ulong));
        int length = recent.CopyTo(bytes);
        writer.WriteString(name + "@odata.type", "Edm.Binary"u8);
        writer.WriteBase64String(name, bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
