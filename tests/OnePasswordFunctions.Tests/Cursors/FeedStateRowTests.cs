using System.Text.Json;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>Rows as they go over the wire: written by a commit, read from an answer.</summary>
public sealed class FeedStateRowTests
{
    private static readonly (string, string) Tag = ("ETag", "W/\"datetime'2026-11-26T13%3A08%3A18.4533146Z'\"");

    private readonly ScriptedTransport _transport = new();
    private readonly TableCursorStore _store;

    public FeedStateRowTests() => _store = new TableCursorStore(TestTables.Options, TestTables.Over(_transport));

    [Fact]
    public async Task Read_WhatWriteWrote_IsTheSameState()
    {
        var state = new FeedState
        {
            Position = FeedPosition.AtCursor("c\"ö+/=").After(17, "EVENT"),
            CommitCount = long.MaxValue - 1,
            StreamId = "stream",
            LastSequence = 5_000_000_001,
            RunId = "run",
            FirstStartTime = SteppedTime.Epoch.AddTicks(1234567),
            LastEventTime = SteppedTime.Epoch.AddDays(-1),
            TotalEvents = 5_000_000_000,
            TotalBatches = 7,
            TotalDeadLetters = 2,
            Day = new DateOnly(2026, 3, 14),
            EventsToday = 12,
            BatchesToday = 3,
            LastOutcome = "Failed",
            LastError = "Unavailable: no answer",
            LastRunTime = SteppedTime.Epoch,
            LastSuccessTime = SteppedTime.Epoch.AddHours(-1),
            AccountUuid = "ACCOUNT",
            TokenFingerprint = "0123",
            Recovering = true,
            CaughtUpTime = SteppedTime.Epoch.AddMinutes(-2),
            FailingSince = SteppedTime.Epoch.AddMinutes(-1),
            LastDeadLetterTime = SteppedTime.Epoch.AddMinutes(-3),
        };
        state.RecentTimes.Add(SteppedTime.Epoch.AddMinutes(-7), SteppedTime.Epoch);
        state.RecentDeadLetters.Add(43, false);
        state.RecentEvents.Add(42, false);
        state.RecentEvents.Add(ulong.MaxValue, false);

        FeedState read = await ReadAsync(await WriteAsync(state));

        Assert.Equal(state with { ETag = Tag.Item2, RecentEvents = read.RecentEvents, RecentTimes = read.RecentTimes, RecentDeadLetters = read.RecentDeadLetters }, read);
        Assert.Equal((SteppedTime.Epoch.AddMinutes(-7), true), (read.RecentTimes.Median, read.RecentDeadLetters.Contains(43)));
        Assert.True(read.RecentEvents.Contains(42) && read.RecentEvents.Contains(ulong.MaxValue));
        Assert.Equal(2, read.RecentEvents.Count);
    }

    [Fact]
    public async Task Write_AnyState_KeepsTheColumnsThatTheVersionBeforeReads()
    {
        var state = new FeedState { Position = FeedPosition.AtTime(SteppedTime.Epoch, 100).After(3, "E"), Day = new DateOnly(2026, 3, 14), TotalEvents = 5, LastRunTime = SteppedTime.Epoch };
        using JsonDocument row = JsonDocument.Parse(await WriteAsync(state));

        string Text(string name) => row.RootElement.GetProperty(name).GetRawText();
        Assert.Equal("\"\"", Text("RunId"));
        Assert.Equal(("\"2026-03-14\"", "100", "3", "\"E\"", "\"5\""), (Text("Day"), Text("PageSize"), Text("PublishedInPage"), Text("PublishedThrough"), Text("TotalEvents")));
        Assert.Equal(SteppedTime.Epoch, DateTimeOffset.Parse(row.RootElement.GetProperty("StartTime").GetString()!, null));
        Assert.DoesNotContain(row.RootElement.EnumerateObject(), column => column.Name.EndsWith("Time@odata.type", StringComparison.Ordinal));
        Assert.Equal(("\"Edm.Int64\"", "\"Edm.Binary\"", "false"), (Text("TotalEvents@odata.type"), Text("RecentEvents@odata.type"), Text("Recovering")));
    }

    [Theory]
    [InlineData("""{"PartitionKey":"default","RowKey":"auditevents","StartTime":"2026-03-01T00:00:00Z"}""")]
    [InlineData("""{"PartitionKey":"default","RowKey":"auditevents","StartTime@odata.type":"Edm.DateTime","StartTime":"2026-03-01T00:00:00Z","PublishedInPage@odata.type":"Edm.Int64","PublishedInPage":"0"}""")]
    public async Task Read_MinimalRowAsAPersonWritesIt_FillsInDefaults(string row)
    {
        FeedState read = await ReadAsync(row);

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), read.Position.StartTime);
        Assert.Equal(1000, read.Position.PageSize);
        Assert.Equal((0, 0L, null, ""), (read.RecentEvents.Count, read.CommitCount, read.StreamId, read.RunId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"RowKey":"itemusages","Cursor":"c"}""")]
    [InlineData("""{"PartitionKey":"default","RowKey":"auditev""")]
    public async Task Read_NoRowAtAll_IsANamedFailureThatMayPassAndDoesNotSpeakOfDamage(string row)
    {
        IngestionException failure = await FailureOfAsync(row, row);

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.DoesNotContain("delete", failure.Message, StringComparison.Ordinal);
        Assert.Contains("proxy or gateway", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","RecentEvents@odata.type":"Edm.Binary","RecentEvents":"not base64"}""")]
    public async Task Read_AnswerThatIsNotTheRowOnce_IsNotCalledDamage(string answer)
    {
        _transport.Answer(200, answer, Tag).Answer(200, """{"RowKey":"auditevents"}""", Tag).Answer(200, """{"RowKey":"auditevents","Cursor":"c"}""", Tag);

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None));

        Assert.True(failure.IsTransient);
        Assert.DoesNotContain("damaged", failure.Message, StringComparison.Ordinal);
        Assert.Contains("$select=RowKey", Uri.UnescapeDataString(_transport.Requests[1].Url), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"RowKey":"auditevents","Cursor":""}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","PublishedInPage":"many"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","PublishedInPage":-5,"PublishedThrough":"x"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","PublishedInPage":5000000000}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","CommitCount":1.5}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","CommitCount@odata.type":"Edm.Int64","CommitCount":"four"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","LastEventTime":"yesterday"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","LastEventTime":"2026-03-14T00:00:00+99:00"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","Day":"14.3.2026"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","RecentEvents":"not base64"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","RecentEvents@odata.type":"Edm.Binary","RecentEvents":"not base64"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"\ud800"}""")]
    public async Task Read_DamagedRow_IsANamedFailureThatIsNotRetried(string row)
    {
        IngestionException failure = await FailureOfAsync(row, """{"RowKey":"auditevents"}""");

        Assert.Equal((IngestionFailure.StateUnavailable, false), (failure.Failure, failure.IsTransient));
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"RowKey":"auditevents","Cursor":""}""", "no position")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","PublishedInPage":-5,"PublishedThrough":"x"}""", "a negative count")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","CommitCount":1.5}""", "a whole number with a fraction")]
    public async Task Read_DamagedRow_KeepsTheCause(string row, string cause) =>
        Assert.Equal(cause, (await FailureOfAsync(row, row)).InnerException!.Message);

    [Fact]
    public async Task Write_LongErrorCutInsideAPair_IsStillARow()
    {
        var state = new FeedState { Position = FeedPosition.AtCursor("c"), LastError = new string('x', 1999) + string.Concat(Enumerable.Repeat("😀", 10)) };

        FeedState read = await ReadAsync(await WriteAsync(state));

        Assert.InRange(read.LastError!.Length, 1999, 2000);
    }

    [Fact]
    public async Task Write_FullRecovery_StaysWithinWhatATablePropertyHolds()
    {
        var state = new FeedState { Position = FeedPosition.AtCursor("c") };
        for (ulong hash = 0; hash < 20_000; hash++)
        {
            state.RecentEvents.Add(hash, isRecovering: true);
        }

        using JsonDocument row = JsonDocument.Parse(await WriteAsync(state));
        Assert.InRange(row.RootElement.GetProperty("RecentEvents").GetBytesFromBase64().Length, 1, 64 * 1024);
    }

    private async Task<byte[]> WriteAsync(FeedState state)
    {
        _transport.Answer(204, "", Tag);
        await _store.CommitAsync(EventFeed.AuditEvents, state, CancellationToken.None);
        return _transport.Requests[^1].Body;
    }

    private Task<FeedState> ReadAsync(byte[] row) => ReadAsync(System.Text.Encoding.UTF8.GetString(row));

    private async Task<FeedState> ReadAsync(string row)
    {
        _transport.Answer(200, row, Tag);
        return (await _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None))!;
    }

    private Task<IngestionException> FailureOfAsync(string row, string answerToTheSecondLook)
    {
        _transport.Answer(200, row, Tag).Answer(200, answerToTheSecondLook, Tag).Answer(200, row, Tag);
        return Assert.ThrowsAsync<IngestionException>(() => _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None));
    }
}
