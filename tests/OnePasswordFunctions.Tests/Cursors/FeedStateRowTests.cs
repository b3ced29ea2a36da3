using System.Buffers;
using System.Text;
using System.Text.Json;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class FeedStateRowTests
{
    [Fact]
    public void Read_WhatWriteWrote_IsTheSameState()
    {
        var state = new FeedState
        {
            Position = FeedPosition.AtCursor("c\"ö+/=").After(17, "EVENT"),
            CommitCount = long.MaxValue - 1,
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
            StreamId = "stream",
            LastSequence = 5_000_000_000,
            CaughtUpTime = SteppedTime.Epoch.AddMinutes(-2),
            FailingSince = SteppedTime.Epoch.AddMinutes(-1),
            LastDeadLetterTime = SteppedTime.Epoch.AddMinutes(-3),
        };
        state.RecentTimes.Add(SteppedTime.Epoch.AddMinutes(-7), SteppedTime.Epoch);
        state.RecentDeadLetters.Add(43, false);
        state.RecentEvents.Add(42, false);
        state.RecentEvents.Add(ulong.MaxValue, false);

        FeedState read = FeedStateRow.Read(Write(state), "tag");

        Assert.Equal(state with { ETag = "tag", RecentEvents = read.RecentEvents, RecentTimes = read.RecentTimes, RecentDeadLetters = read.RecentDeadLetters }, read);
        Assert.Equal((SteppedTime.Epoch.AddMinutes(-7), true), (read.RecentTimes.Median, read.RecentDeadLetters.Contains(43)));
        Assert.True(read.RecentEvents.Contains(42) && read.RecentEvents.Contains(ulong.MaxValue));
        Assert.Equal(2, read.RecentEvents.Count);
    }

    [Fact]
    public void Read_MinimalRow_FillsInDefaults()
    {
        FeedState read = FeedStateRow.Read("""{"PartitionKey":"default","RowKey":"auditevents","StartTime":"2026-03-01T00:00:00Z"}"""u8, "tag");

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), read.Position.StartTime);
        Assert.Equal(1000, read.Position.PageSize);
        Assert.Equal(0, read.RecentEvents.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("""{"PartitionKey":"default","RowKey":"auditev""")]
    public void Read_NoRowAtAll_IsANamedFailureThatMayPassAndDoesNotSpeakOfDamage(string row)
    {
        IngestionException failure = Assert.Throws<IngestionException>(() => FeedStateRow.Read(Encoding.UTF8.GetBytes(row), "tag"));

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.DoesNotContain("delete", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"RowKey":"auditevents","Cursor":""}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","PublishedInPage":"many"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","PublishedInPage":-5,"PublishedThrough":"x"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","PublishedInPage":5000000000}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","CommitCount":1.5}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","LastEventTime":"yesterday"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","LastEventTime":"2026-03-14T00:00:00+99:00"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","Day":"14.3.2026"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"c","RecentEvents":"not base64"}""")]
    [InlineData("""{"RowKey":"auditevents","Cursor":"\ud800"}""")]
    public void Read_DamagedRow_IsANamedFailureThatIsNotRetried(string row)
    {
        IngestionException failure = Assert.Throws<IngestionException>(() => FeedStateRow.Read(Encoding.UTF8.GetBytes(row), "tag"));

        Assert.Equal((IngestionFailure.StateUnavailable, false), (failure.Failure, failure.IsTransient));
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LongErrorCutInsideAPair_IsStillARow()
    {
        var state = new FeedState { Position = FeedPosition.AtCursor("c"), LastError = new string('x', 1999) + string.Concat(Enumerable.Repeat("😀", 10)) };

        FeedState read = FeedStateRow.Read(Write(state), "tag");

        Assert.InRange(read.LastError!.Length, 1999, 2000);
    }

    [Fact]
    public void Write_FullRecovery_StaysWithinWhatATablePropertyHolds()
    {
        var state = new FeedState { Position = FeedPosition.AtCursor("c") };
        for (ulong hash = 0; hash < 20_000; hash++)
        {
            state.RecentEvents.Add(hash, isRecovering: true);
        }

        using JsonDocument row = JsonDocument.Parse(Write(state));
        Assert.InRange(row.RootElement.GetProperty("RecentEvents").GetBytesFromBase64().Length, 1, 64 * 1024);
        Assert.Equal("Edm.Binary", row.RootElement.GetProperty("RecentEvents@odata.type").GetString());
        Assert.Equal("Edm.Int64", row.RootElement.GetProperty("CommitCount@odata.type").GetString());
    }

    private static byte[] Write(FeedState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        FeedStateRow.Write(state, "default", "auditevents", buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
