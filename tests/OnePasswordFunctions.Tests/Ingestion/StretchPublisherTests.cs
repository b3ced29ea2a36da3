using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>What is counted of a batch, and what is recorded of an event that fits none.</summary>
public sealed class StretchPublisherTests
{
    private readonly FeedScenario _scenario = new FeedScenario().Drain();

    [Fact]
    public void RunAsync_BatchesOfOneDay_CountOnThatDay()
    {
        _scenario.Hub.BatchSize = 2;
        RunTally tally = _scenario.Arrive(1, 5).Run().Tally;
        Assert.Equal((5, 3), (tally.Events, tally.Batches));
        Assert.Equal((5, 3, 5, 3), Counts());

        _scenario.Arrive(6, 6).Run();
        Assert.Equal((6, 4, 6, 4), Counts());

        _scenario.Time.Advance(TimeSpan.FromDays(1));
        _scenario.Arrive(7, 9).Run();
        Assert.Equal((9, 6, 3, 2), Counts());
        Assert.Equal(DateOnly.FromDateTime(_scenario.Time.GetUtcNow().UtcDateTime), _scenario.Row.Day);
        Assert.Equal(SteppedTime.Epoch.AddMinutes(-30).AddSeconds(9), _scenario.Row.LastEventTime);
    }

    [Fact]
    public void RunAsync_EventsWithoutATime_LeaveTheTimeOfTheLastThatHadOne()
    {
        _scenario.Arrive(1, 1).Run();
        DateTimeOffset? last = _scenario.Row.LastEventTime;
        _scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, """{"uuid":"TIMELESS"}"""));

        Assert.Equal(1, _scenario.Run().Tally.EventsWithoutTimestamp);
        Assert.Equal((SteppedTime.Epoch.AddMinutes(-30).AddSeconds(1), 2), (last, _scenario.Row.TotalEvents));
        Assert.Equal(last, _scenario.Row.LastEventTime);
    }

    [Theory]
    [InlineData("""{"uuid":"LARGE","timestamp":"2026-03-14T09:00:00Z"}""", "LARGE", "2026-03-14T09:00:00Z")]
    [InlineData("""{"uuid":"LARGE"}""", "LARGE", null)]
    [InlineData("{}", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", null)]
    public void RunAsync_EventFitsNoBatch_RecordsWhatIsKnownOfIt(string json, string id, string? timestamp)
    {
        _scenario.Hub.Refuses = _ => true;
        _scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, json));

        RunResult result = _scenario.Run();

        var expected = new DeadLetter(id, timestamp, json.Length, "It is too large.", _scenario.Time.GetUtcNow(), result.RunId);
        Assert.Equal(expected, Assert.Single(_scenario.Store.DeadLetters).Value);
        Assert.Equal((1, expected.RecordedAt), (_scenario.Row.TotalDeadLetters, _scenario.Row.LastDeadLetterTime));
    }

    /// <summary>In ordinary times the oldest give way, so that the newest are always known.</summary>
    [Fact]
    public void RunAsync_MoreDeadLettersThanARowKeeps_KnowsTheLast()
    {
        FeedState row = _scenario.Row;
        for (ulong hash = 0; hash < RecentEvents.Capacity; hash++)
        {
            row.RecentDeadLetters.Add(hash, isRecovering: false);
        }

        _scenario.Store.Put(_scenario.Feed, row);
        _scenario.Hub.Refuses = _ => true;

        _scenario.Arrive(1, 1).Run();

        Assert.Equal(RecentEvents.Capacity, _scenario.Row.RecentDeadLetters.Count);
        Assert.True(_scenario.Row.RecentDeadLetters.Contains(EventIdentity.Hash(FeedScenario.Id(1))));
        Assert.False(_scenario.Row.RecentDeadLetters.Contains(0));
    }

    private (long Events, long Batches, long EventsToday, long BatchesToday) Counts() =>
        (_scenario.Row.TotalEvents, _scenario.Row.TotalBatches, _scenario.Row.EventsToday, _scenario.Row.BatchesToday);
}
