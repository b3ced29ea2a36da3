using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>A clock that is wrong by years decides nothing but its own event's time.</summary>
public sealed class OddClockTests
{
    private static readonly DateTimeOffset Ahead = new(2099, 12, 31, 23, 59, 59, TimeSpan.Zero);
    private static readonly DateTimeOffset YearOne = new(1, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FeedScenario _scenario = new() { InitialLookback = TimeSpan.FromDays(118), Maximum = 10 };

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public void RunAsync_OneClockFarAheadDuringABacklog_ChangesNeitherLagNorRisk(int place)
    {
        Backlog(40, TimeSpan.FromDays(115));
        _scenario.Api.Arrived.Insert(place, FakeEvent.Create("ODD", Ahead));

        for (int run = 0; run < 3; run++)
        {
            RunResult result = _scenario.Run();
            Assert.Equal(RunOutcome.MaximumReached, result.Outcome);
            Assert.InRange(result.GetLag(_scenario.Time.GetUtcNow())!.Value.TotalDays, 114, 116);
            Assert.NotNull(result.GetRetentionRisk(_scenario.Time.GetUtcNow()));
        }
    }

    [Fact]
    public void RunAsync_OneClockInTheYearOne_ChangesNeitherLagNorRisk()
    {
        Backlog(100, TimeSpan.FromHours(10));
        _scenario.Run();
        _scenario.Api.Bodies.Enqueue(Page(YearOne, hasMore: true, "0.0.10.10"));

        RunResult result = _scenario.Run();

        Assert.Equal(1, _scenario.Hub.Ids.Count(id => id == "ODD"));
        Assert.InRange(result.GetLag(_scenario.Time.GetUtcNow())!.Value.TotalHours, 9, 11);
        Assert.Null(result.GetRetentionRisk(_scenario.Time.GetUtcNow()));
    }

    [Fact]
    public void RunAsync_ApiDownAfterAClockFarAhead_LagsSinceTheApiHadNoMore()
    {
        Backlog(3, TimeSpan.FromHours(1));
        _scenario.Api.Arrived.Add(FakeEvent.Create("ODD", Ahead));
        _scenario.Drain();
        DateTimeOffset caughtUp = _scenario.Row.CaughtUpTime!.Value;
        _scenario.Time.Advance(TimeSpan.FromHours(7));
        _scenario.Api.Script.Decide = _ => SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.InvalidResponse));

        Assert.Equal(_scenario.Time.GetUtcNow() - caughtUp, _scenario.Run().GetLag(_scenario.Time.GetUtcNow()));
    }

    [Fact]
    public void RunAsync_BacklogAfterItHadCaughtUp_LagsNoMoreThanSinceThen()
    {
        Backlog(3, TimeSpan.FromDays(50));
        _scenario.Drain();
        _scenario.Time.Advance(TimeSpan.FromMinutes(2));
        Backlog(30, TimeSpan.FromDays(40));

        // They came within the last two minutes, whatever they say.
        Assert.InRange(_scenario.Run().GetLag(_scenario.Time.GetUtcNow())!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(17));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(29)]
    public void RunAsync_CursorRejectedAfterAClockFarAhead_SkipsNothing(int place)
    {
        Backlog(300, TimeSpan.FromDays(115));
        _scenario.Api.Arrived.Insert(place, FakeEvent.Create("ODD", Ahead));
        for (int run = 0; run < 3; run++)
        {
            _scenario.Run();
        }

        _scenario.Api.Generation++;
        _scenario.Drain();

        Assert.Equal(_scenario.Api.Arrived.Select(item => item.Id), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_CursorRejectedAfterAClockInTheYearOne_GoesBackNoFurther()
    {
        Backlog(100, TimeSpan.FromHours(10));
        _scenario.Maximum = 100;
        _scenario.Drain();
        _scenario.Api.Bodies.Enqueue(Page(YearOne, hasMore: false, "0.0.100.100"));
        _scenario.Run();
        _scenario.Api.Generation++;

        _scenario.Run();

        Assert.InRange((_scenario.Time.GetUtcNow() - _scenario.Api.Requests[^1].StartTime).TotalHours, 10, 12);
    }

    [Fact]
    public void RunAsync_OnlyEventIsFromTheYearOneAndTheCursorIsRejected_AsksForWhat1PasswordKeeps()
    {
        _scenario.Api.Bodies.Enqueue(Page(YearOne, hasMore: false, "0.0.10.10"));
        _scenario.Run();
        _scenario.Api.Generation++;

        _scenario.Run();

        Assert.True(_scenario.Api.Requests[^1].StartTime >= _scenario.Time.GetUtcNow() - Retention.Kept - TimeSpan.FromHours(2));
    }

    [Fact]
    public void RunAsync_RowOfAnOlderVersionWithATimeInTheFuture_IsNotBelieved()
    {
        Backlog(300, TimeSpan.FromDays(115));
        _scenario.Store.Put(_scenario.Feed, new FeedState
        {
            Position = FeedPosition.AtCursor("99.0.10.50"),
            FirstStartTime = SteppedTime.Epoch.AddDays(-118),
            LastEventTime = Ahead,
            LastRunTime = SteppedTime.Epoch.AddMinutes(-1),
            LastSuccessTime = SteppedTime.Epoch.AddMinutes(-1),
            LastOutcome = nameof(RunOutcome.MaximumReached),
            TokenFingerprint = "fingerprint",
        });

        RunResult result = _scenario.Run();

        Assert.InRange(result.GetLag(_scenario.Time.GetUtcNow())!.Value.TotalDays, 114, 119);
        Assert.True(_scenario.Api.Requests[^1].StartTime <= _scenario.Api.Arrived[0].Timestamp);
    }

    [Fact]
    public void RunAsync_ClockFarAhead_ShowsInTheLastEventsTimeOnlyUntilTheNext()
    {
        _scenario.Api.Arrived.Add(FakeEvent.Create("ODD", Ahead));
        _scenario.Drain();
        Assert.Equal(Ahead, _scenario.Row.LastEventTime);
        _scenario.Arrive(1, 1).Drain();

        Assert.Equal(SteppedTime.Epoch.AddMinutes(-30).AddSeconds(1), _scenario.Row.LastEventTime);
    }

    private void Backlog(int count, TimeSpan age)
    {
        DateTimeOffset first = _scenario.Time.GetUtcNow() - age;
        for (int number = 0; number < count; number++)
        {
            _scenario.Api.Arrived.Add(FakeEvent.Create($"E{_scenario.Api.Arrived.Count:0000}", first.AddSeconds(number)));
        }
    }

    private static string Page(DateTimeOffset odd, bool hasMore, string cursor) => EventPages.Body(cursor, hasMore, FakeEvent.Create("ODD", odd).Json);
}
