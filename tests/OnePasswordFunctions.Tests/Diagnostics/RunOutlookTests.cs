using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>What a run says about the feed's future: lag, when it has caught up, what is about to be lost.</summary>
public class RunOutlookTests
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
    public void Estimate_IsTheBacklogOverTheNetGain(int readSeconds, int passedSeconds, double? expectedSeconds)
    {
        DateTimeOffset now = SteppedTime.Epoch;
        DateTimeOffset reached = now.AddSeconds(-600);

        TimeSpan? estimate = CatchUp.Estimate(reached.AddSeconds(-readSeconds), now.AddSeconds(-passedSeconds), reached, now);

        Assert.Equal(expectedSeconds, estimate?.TotalSeconds);
    }

    [Fact]
    public void Estimate_OfMoreThanTenYears_IsNone()
    {
        DateTimeOffset now = SteppedTime.Epoch;
        DateTimeOffset reached = now.AddDays(-100);

        Assert.Null(CatchUp.Estimate(reached.AddSeconds(-60.001), now.AddSeconds(-60), reached, now));
    }

    [Theory]
    [InlineData("00:00:42", "42 s")]
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

    [Fact]
    public void OutageOfMonths_IsARiskToo()
    {
        var feed = new ObservedFeed();
        feed.Stand(feed.Time.GetUtcNow() - TimeSpan.FromDays(112), TimeSpan.FromDays(112));
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized)));

        Assert.Equal(new DateOnly(2026, 3, 22), feed.Run().GetRetentionRisk(feed.Time.GetUtcNow()));
    }

    [Fact]
    public void Lateness_IsTheLongestOfTheRun()
    {
        var tally = new RunTally();
        tally.Witness(SteppedTime.Epoch, SteppedTime.Epoch.AddHours(1));
        tally.Witness(SteppedTime.Epoch.AddMinutes(1), SteppedTime.Epoch.AddHours(2));

        Assert.Equal(TimeSpan.FromMinutes(119), tally.OldestLateness);
    }
}
