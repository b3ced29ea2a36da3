using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>What a run says about the feed's future: lag, when it has caught up, what is about to be lost.</summary>
public sealed class RunOutlookTests
{
    [Fact]
    public void Backlog_LagsByTheMiddleOfTheEventsThatCameLast()
    {
        ObservedFeed feed = new ObservedFeed().Arrive(300, TimeSpan.FromHours(10), TimeSpan.FromMinutes(1));

        RunResult result = feed.Run();

        // The 100th event is 99 minutes younger than the first; 32 of the last 64 are later than the one that counts.
        Assert.True(result.HasMore);
        Assert.Equal(TimeSpan.FromMinutes(600 - (99 - 32)), result.GetLag(feed.Time.GetUtcNow()));
    }

    [Fact]
    public void CaughtUp_HasNoLag_HoweverOldTheLastEventIs()
    {
        ObservedFeed feed = new ObservedFeed().Arrive(3, TimeSpan.FromHours(10), TimeSpan.FromMinutes(1));

        RunResult result = feed.Run();

        Assert.Equal(RunOutcome.CaughtUp, result.Outcome);
        Assert.Equal(TimeSpan.Zero, result.GetLag(feed.Time.GetUtcNow()));
        Assert.Null(result.CaughtUpIn);
    }

    [Fact]
    public void RestOfACutPage_CountsAsBacklog()
    {
        ObservedFeed first = new ObservedFeed { Maximum = 10 }.Arrive(10, TimeSpan.FromHours(2), TimeSpan.FromMinutes(1));
        first.Stand(first.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        var cut = new ObservedFeed { Maximum = 4 };
        cut.Api.Arrived.AddRange(first.Api.Arrived);
        cut.Store.Put(cut.Feed, first.Store.Peek(first.Feed)!);

        RunResult result = cut.Run();

        // The API has no more, but six events of the page are not published.
        Assert.Equal(RunOutcome.MaximumReached, result.Outcome);
        Assert.True(result.HasMore);
        Assert.Equal(TimeSpan.FromMinutes(120 - 1), result.GetLag(cut.Time.GetUtcNow()));
    }

    [Fact]
    public void WithoutAnAnswer_LagCountsFromWhenTheApiLastHadNoMore()
    {
        var feed = new ObservedFeed();
        feed.Stand(feed.Time.GetUtcNow() - TimeSpan.FromDays(3), TimeSpan.FromHours(5), isCaughtUp: true);
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.InvalidResponse)));

        RunResult result = feed.Run();

        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Equal(TimeSpan.FromHours(5), result.GetLag(feed.Time.GetUtcNow()));
    }

    [Fact]
    public void WithoutAnAnswerDuringABacklog_LagIsThatOfTheBacklog()
    {
        var feed = new ObservedFeed();
        feed.Stand(feed.Time.GetUtcNow() - TimeSpan.FromDays(3), TimeSpan.FromHours(5));
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.InvalidResponse)));

        Assert.Equal(TimeSpan.FromDays(3), feed.Run().GetLag(feed.Time.GetUtcNow()));
    }

    [Fact]
    public void Disabled_KnowsNoLag() =>
        Assert.Null(new ObservedFeed { FetchEvents = false }.Run().GetLag(SteppedTime.Epoch));

    [Fact]
    public void Gain_SaysWhenTheBacklogIsGone()
    {
        ObservedFeed feed = new ObservedFeed().Arrive(2000, TimeSpan.FromHours(10), TimeSpan.FromMinutes(1));
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(13.4));

        RunResult result = feed.Run();

        // 67 minutes of events in 13.4 minutes: five times as fast as time itself, so 533 minutes shrink by four a minute.
        Assert.Equal(533 / 4.0, result.CaughtUpIn!.Value.TotalMinutes, 3);
    }

    [Fact]
    public void FirstRun_KnowsNoRate() =>
        Assert.Null(new ObservedFeed().Arrive(300, TimeSpan.FromHours(10), TimeSpan.FromMinutes(1)).Run().CaughtUpIn);

    [Theory]
    [InlineData(60, 60, null)]
    [InlineData(30, 60, null)]
    [InlineData(120, 0, null)]
    [InlineData(120, 60, 600.0)]
    [InlineData(660, 60, 60.0)]
    [InlineData(120, -60, null)]
    [InlineData(61, 60, 36_000.0)]
    public void Estimate_IsTheBacklogOverTheNetGain(int readSeconds, int passedSeconds, double? expectedSeconds)
    {
        DateTimeOffset now = SteppedTime.Epoch;
        DateTimeOffset reached = now.AddSeconds(-600);

        TimeSpan? estimate = CatchUp.Estimate(reached.AddSeconds(-readSeconds), now.AddSeconds(-passedSeconds), reached, now);

        Assert.Equal(expectedSeconds, estimate?.TotalSeconds);
    }

    [Theory]
    [InlineData(3650, true)]
    [InlineData(3651, false)]
    public void Estimate_OfMoreThanTenYears_IsNone(int days, bool isSaid)
    {
        DateTimeOffset now = SteppedTime.Epoch;
        DateTimeOffset reached = now.AddDays(-days);

        Assert.Equal(isSaid, CatchUp.Estimate(reached.AddSeconds(-120), now.AddSeconds(-60), reached, now) is not null);
    }

    [Fact]
    public void Estimate_FeedIsAheadOfTheClock_IsNow()
    {
        DateTimeOffset now = SteppedTime.Epoch;

        Assert.Equal(TimeSpan.Zero, CatchUp.Estimate(now.AddSeconds(-300), now.AddSeconds(-60), now.AddSeconds(30), now));
    }

    [Fact]
    public void Estimate_NothingToCompareWith_IsNone()
    {
        DateTimeOffset now = SteppedTime.Epoch, before = now.AddHours(-1), longBefore = now.AddHours(-9);

        Assert.Null(CatchUp.Estimate(null, before, before, now));
        Assert.Null(CatchUp.Estimate(longBefore, null, before, now));
        Assert.Null(CatchUp.Estimate(longBefore, before, null, now));
    }

    [Theory]
    [InlineData("00:00:42", "42 s")]
    [InlineData("00:01:00", "1 m 0 s")]
    [InlineData("01:00:00", "1 h 0 m")]
    [InlineData("1.00:00:00", "1 d 0 h")]
    [InlineData("00:10:05", "10 m 5 s")]
    [InlineData("03:10:59", "3 h 10 m")]
    [InlineData("2.04:59:00", "2 d 4 h")]
    public void Estimate_ReadsAsPeopleSayIt(string time, string expected) =>
        Assert.Equal(expected, CatchUp.Describe(TimeSpan.Parse(time)));

    [Theory]
    [InlineData(109, null)]
    [InlineData(111, "2026-03-23")]
    [InlineData(121, "2026-03-13")]
    public void Backlog_NamesTheDateOnWhichItIsGone(int days, string? expected)
    {
        ObservedFeed feed = new ObservedFeed { InitialLookback = TimeSpan.FromDays(122) }.Arrive(200, TimeSpan.FromDays(days), TimeSpan.Zero);

        RunResult result = feed.Run();

        Assert.Equal(expected, result.GetRetentionRisk(feed.Time.GetUtcNow())?.ToString("yyyy-MM-dd"));
    }

    [Fact]
    public void OldEventsOfAFeedThatHasCaughtUp_AreInNoDanger()
    {
        ObservedFeed feed = new ObservedFeed { InitialLookback = TimeSpan.FromDays(120) }.Arrive(5, TimeSpan.FromDays(119), TimeSpan.Zero);

        RunResult result = feed.Run();

        Assert.Equal(5, result.Tally.Events);
        Assert.Null(result.GetRetentionRisk(feed.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "2026-03-24")]
    public void RiskDate_BeginsBehind110Days(int ticks, string? expected)
    {
        DateTimeOffset oldest = SteppedTime.Epoch.AddDays(-110).AddTicks(-ticks);

        Assert.Equal(expected, Retention.GetRiskDate(oldest, SteppedTime.Epoch)?.ToString("yyyy-MM-dd"));
    }

    [Fact]
    public void UnreadEventsOfAClockAhead_AreNoLag() =>
        Assert.Equal(TimeSpan.Zero, (new ObservedFeed { FetchEvents = false }.Run() with { OldestUnread = SteppedTime.Epoch.AddHours(1) }).GetLag(SteppedTime.Epoch));

    [Fact]
    public void OutageOfMonths_IsARiskToo()
    {
        var feed = new ObservedFeed();
        feed.Stand(feed.Time.GetUtcNow() - TimeSpan.FromDays(112), TimeSpan.FromDays(112));
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized)));

        Assert.Equal(new DateOnly(2026, 3, 22), feed.Run().GetRetentionRisk(feed.Time.GetUtcNow()));
    }

    [Fact]
    public void Witness_EventsInAnyOrder_KeepsTheFirstTheLastAndTheLatest()
    {
        var tally = new RunTally();
        foreach ((int minute, int seen) in new[] { (5, 60), (9, 180), (1, 120), (7, 60) })
        {
            tally.Witness(SteppedTime.Epoch.AddMinutes(minute), SteppedTime.Epoch.AddMinutes(seen));
        }

        Assert.Equal((SteppedTime.Epoch.AddMinutes(1), SteppedTime.Epoch.AddMinutes(9)), (tally.FirstEventTime, tally.LastEventTime));
        Assert.Equal(TimeSpan.FromMinutes(171), tally.OldestLateness);
    }
}
