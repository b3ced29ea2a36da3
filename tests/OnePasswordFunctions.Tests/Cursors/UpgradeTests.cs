using System.Text.Json;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>A deployment of the version that counted its commits as Sequence and knew no streams is upgraded in place.</summary>
public sealed class UpgradeTests
{
    private const string ETag = "W/\"datetime'2026-11-26T13%3A08%3A18.4533146Z'\"";

    /// <summary>A row that the older version wrote, as Table Storage returns it to the SDK.</summary>
    private const string OlderRow =
        """
        {"odata.metadata":"http://127.0.0.1:10002/devstoreaccount1/$metadata#OnePasswordCursors/@Element","odata.etag":"W/\"datetime'2026-11-26T13%3A08%3A18.4533146Z'\"","PartitionKey":"default","RowKey":"auditevents","Cursor":"MjM0NTY3ODkw+/=","PublishedInPage":17,"PublishedThrough":"56YE2TYN2VFYRLNSHKPW5NVT5E","Sequence@odata.type":"Edm.Int64","Sequence":"41","RunId":"a1b2c3d4e5f60718","FirstStartTime":"2026-11-24T09:00:00.0000000+00:00","LastEventTime":"2026-11-26T08:59:12.3456789+00:00","TotalEvents@odata.type":"Edm.Int64","TotalEvents":"5000000000","TotalBatches@odata.type":"Edm.Int64","TotalBatches":"41","TotalDeadLetters@odata.type":"Edm.Int64","TotalDeadLetters":"2","Day":"2026-11-26","EventsToday@odata.type":"Edm.Int64","EventsToday":"1200","BatchesToday@odata.type":"Edm.Int64","BatchesToday":"3","LastOutcome":"CaughtUp","LastRunTime":"2026-11-26T09:00:01.0000000+00:00","LastSuccessTime":"2026-11-26T09:00:01.0000000+00:00","AccountUuid":"M4E2SWNZAZFTRGQGDNS2E5A4MU","TokenFingerprint":"0123456789abcdef","Recovering":false,"RecentEvents@odata.type":"Edm.Binary","RecentEvents":"KgAAAAAAAAD//////////w==","Timestamp":"2026-11-26T13:08:18.4533146Z"}
        """;

    private readonly ScriptedTransport _transport = new();
    private readonly TableCursorStore _store;

    public UpgradeTests() => _store = new TableCursorStore(TestTables.Options, TestTables.Over(_transport));

    [Fact]
    public async Task ReadAsync_RowOfTheOlderVersion_IsReadWholeAndBelongsToNoStreamYet()
    {
        FeedState state = await ReadAsync();

        Assert.Equal((ETag, 41L, null, 0L), (state.ETag, state.CommitCount, state.StreamId, state.LastSequence));
        Assert.Equal(FeedPosition.AtCursor("MjM0NTY3ODkw+/=").After(17, "56YE2TYN2VFYRLNSHKPW5NVT5E"), state.Position);
        Assert.Equal(("a1b2c3d4e5f60718", 5_000_000_000, 41L, 2L), (state.RunId, state.TotalEvents, state.TotalBatches, state.TotalDeadLetters));
        Assert.Equal((new DateOnly(2026, 11, 26), 1200L, 3L), (state.Day, state.EventsToday, state.BatchesToday));
        Assert.Equal(new DateTimeOffset(2026, 11, 26, 8, 59, 12, TimeSpan.Zero).AddTicks(3456789), state.LastEventTime);
        Assert.Equal(("CaughtUp", "M4E2SWNZAZFTRGQGDNS2E5A4MU", "0123456789abcdef", false), (state.LastOutcome, state.AccountUuid, state.TokenFingerprint, state.Recovering));
        Assert.Equal((1, state.LastEventTime), (state.RecentTimes.Count, state.RecentTimes.Median));
        Assert.True(state.RecentEvents.Count == 2 && state.RecentEvents.Contains(42) && state.RecentEvents.Contains(ulong.MaxValue));
    }

    [Fact]
    public async Task CommitAsync_RowOfTheOlderVersion_GoesOnFromItAndKeepsEveryOtherColumn()
    {
        FeedState state = await ReadAsync();
        _transport.Answer(204, "", ("ETag", "W/\"next\""));

        CommitResult result = await _store.CommitAsync(
            EventFeed.AuditEvents, state with { CommitCount = state.CommitCount + 1, StreamId = "stream", LastSequence = 7 }, CancellationToken.None);

        Assert.True(result.IsCommitted);
        Assert.Equal((HttpMethod.Put, ETag), (_transport.Requests[1].Method, _transport.Requests[1].Headers["If-Match"]));
        Dictionary<string, string> before = Columns(OlderRow), after = Columns(System.Text.Encoding.UTF8.GetString(_transport.Requests[1].Body));
        Assert.Equal(("\"42\"", "\"Edm.Int64\"", "\"stream\"", "\"7\""), (after["CommitCount"], after["CommitCount@odata.type"], after["StreamId"], after["LastSequence"]));
        Assert.All(
            before.Where(column => !column.Key.StartsWith("odata.", StringComparison.Ordinal) && !column.Key.StartsWith("Sequence", StringComparison.Ordinal) && column.Key != "Timestamp"),
            column => Assert.Equal(column.Value, after[column.Key]));
    }

    /// <summary>The values as JSON reads them, whatever is escaped in them.</summary>
    private static Dictionary<string, string> Columns(string json)
    {
        using JsonDocument row = JsonDocument.Parse(json);
        return row.RootElement.EnumerateObject().ToDictionary(
            column => column.Name, column => column.Value.ValueKind == JsonValueKind.String ? $"\"{column.Value.GetString()}\"" : column.Value.GetRawText());
    }

    private async Task<FeedState> ReadAsync()
    {
        _transport.Answer(200, OlderRow, ("ETag", ETag));
        return (await _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None))!;
    }
}
