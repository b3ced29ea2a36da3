using System.Collections.Frozen;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics.Feeds;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Diagnostics.Feeds;

public sealed class FeedJudgeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero);
    private static readonly FeedSchedule EveryMinute = new("0 * * * * *");

    [Theory]
    [InlineData(nameof(RunOutcome.CaughtUp), 1, 60, nameof(FeedHealth.Healthy))]
    [InlineData(nameof(RunOutcome.CaughtUp), 29, 60, nameof(FeedHealth.Healthy))]
    [InlineData(nameof(RunOutcome.CaughtUp), 32, 60, nameof(FeedHealth.Broken))]
    [InlineData(nameof(RunOutcome.MaximumReached), 1, 4, nameof(FeedHealth.Healthy))]
    [InlineData(nameof(RunOutcome.MaximumReached), 1, 6, nameof(FeedHealth.Lagging))]
    [InlineData(nameof(RunOutcome.Throttled), 1, 6, nameof(FeedHealth.Lagging))]
    [InlineData(nameof(RunOutcome.Stalled), 1, 4, nameof(FeedHealth.Warning))]
    [InlineData(nameof(RunOutcome.Stalled), 1, 6, nameof(FeedHealth.Lagging))]
    [InlineData(nameof(RunOutcome.Failed), 1, 1, nameof(FeedHealth.Broken))]
    public void Judge_LastRun_DecidesTheHealth(string outcome, int minutesSinceRun, int minutesSinceEvent, string expected) =>
        Assert.Equal(expected, Judge(State(outcome, minutesSinceRun, minutesSinceEvent)).Health.ToString());

    [Fact]
    public void Judge_Lagging_SaysWhichMaximumToRaise() =>
        Assert.Contains("OnePassword__MaxAuditEventsPerFetch", Judge(State(nameof(RunOutcome.MaximumReached), 1, 90)).Headline, StringComparison.Ordinal);

    [Fact]
    public void Judge_EventOfTheFutureDuringABacklog_DoesNotHideIt()
    {
        FeedState state = State(nameof(RunOutcome.MaximumReached), 1, 90) with { LastEventTime = Now.AddYears(73) };
        state.RecentTimes.Add(Now.AddYears(73), Now);

        FeedVerdict verdict = Judge(state);

        Assert.Equal((FeedHealth.Lagging, TimeSpan.FromMinutes(90)), (verdict.Health, verdict.Lag));
    }

    [Fact]
    public void Judge_CaughtUpSinceTheEvents_LagsSinceThen() =>
        Assert.Equal(TimeSpan.FromMinutes(3), Judge(State(nameof(RunOutcome.MaximumReached), 1, 90) with { CaughtUpTime = Now.AddMinutes(-3) }).Lag);

    [Theory]
    [InlineData(5, nameof(FeedHealth.Waiting))]
    [InlineData(6, nameof(FeedHealth.Broken))]
    public void Judge_NeverRan_IsBrokenOnceItShouldHave(int minutesSinceStart, string expected)
    {
        FeedVerdict verdict = Judge(null, startedAt: Now.AddMinutes(-minutesSinceStart).AddSeconds(1));

        Assert.Equal(expected, verdict.Health.ToString());
        Assert.Equal(expected == nameof(FeedHealth.Broken), verdict.Headline.Contains("It has never run", StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_FirstRunBeganAndNoneEnded_IsBrokenOnceItWasSilentTooLong()
    {
        FeedState begun = new() { Position = FeedPosition.AtTime(Now, 10), LastRunTime = Now.AddMinutes(-20) };

        Assert.Equal(FeedHealth.Waiting, Judge(begun).Health);
        Assert.Equal(FeedHealth.Broken, Judge(begun with { LastRunTime = Now.AddMinutes(-32) }).Health);
    }

    [Theory]
    [InlineData("0 0 0 31 2 *")]
    [InlineData("@hourly")]
    public void Judge_ScheduleThatNeverFires_IsBrokenWhateverTheLastRunSays(string schedule)
    {
        FeedVerdict verdict = Judge(State(nameof(RunOutcome.CaughtUp), 1, 1), new FeedSchedule(schedule));

        Assert.Equal(FeedHealth.Broken, verdict.Health);
        Assert.Contains("AuditEventsSchedule is " + schedule, verdict.Headline, StringComparison.Ordinal);
        Assert.Equal(FeedHealth.Broken, Judge(null, new FeedSchedule(schedule), Now).Health);
    }

    [Fact]
    public void Judge_FailingForLong_SaysSinceWhenAndHowOftenItIsTried()
    {
        FeedState state = State(nameof(RunOutcome.Failed), 12, 100) with { LastError = "Unauthorized: no.", FailingSince = Now.AddHours(-1) };

        Assert.Equal("Unauthorized: no. Failing since 2026-03-02 07:30 UTC, tried every minute.", Judge(state).Headline);
        Assert.EndsWith("tried every 5 min.", Judge(state, new FeedSchedule("0 */5 * * * *")).Headline, StringComparison.Ordinal);
        Assert.EndsWith("tried at each firing of 0 0,7 * * * *.", Judge(state, new FeedSchedule("0 0,7 * * * *")).Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_FailedAndThenSilent_DoesNotClaimThatItIsTried()
    {
        FeedState state = State(nameof(RunOutcome.Failed), 60, 100) with { LastError = "Unauthorized: no.", FailingSince = Now.AddHours(-2) };

        string headline = Judge(state).Headline;

        Assert.Contains("Failing since 2026-03-02 06:30 UTC; no run was heard of since 2026-03-02 07:30 UTC.", headline, StringComparison.Ordinal);
        Assert.DoesNotContain("tried", headline, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_FailsWithoutTouchingTheRow_CountsFromTheFirstRecordedFailure()
    {
        RecordedRun[] runs = [Run(nameof(RunOutcome.Failed), 50, "AccountMismatch: other."), Run(nameof(RunOutcome.Failed), 55), Run(nameof(RunOutcome.CaughtUp), 60), Run(nameof(RunOutcome.Failed), 90)];

        FeedVerdict verdict = Judge(State(nameof(RunOutcome.CaughtUp), 61, 61), runs: runs);

        Assert.Equal("AccountMismatch: other. Failing since 2026-03-02 07:35 UTC, tried every minute.", verdict.Headline);
    }

    [Theory]
    [InlineData(1, 0, "1 event could not be published, on 2026-03-02; see the table CursorsDeadLetters.")]
    [InlineData(1200, 5, "1,200 events could not be published, the last on 2026-02-25; see the table CursorsDeadLetters.")]
    [InlineData(3, 121, null)]
    public void Judge_DeadLetters_AreAWarningWhile1PasswordHasThem(int count, int daysAgo, string? warning)
    {
        FeedVerdict verdict = Judge(State(nameof(RunOutcome.CaughtUp), 1, 1) with { TotalDeadLetters = count, LastDeadLetterTime = Now.AddDays(-daysAgo) });

        Assert.Equal(warning is null ? [] : [warning], verdict.Warnings);
        Assert.Equal(warning is null ? FeedHealth.Healthy : FeedHealth.Warning, verdict.Health);
        Assert.Equal(warning is null ? "Caught up." : "Caught up. " + warning, verdict.Headline);
    }

    [Fact]
    public void Judge_DeadLettersOfAnOlderVersion_AreAWarningWithoutADay() =>
        Assert.Equal(["2 events could not be published; see the table CursorsDeadLetters."], Judge(State(nameof(RunOutcome.CaughtUp), 1, 1) with { TotalDeadLetters = 2 }).Warnings);

    [Fact]
    public void Judge_FeedNotConfigured_IsDisabled() =>
        Assert.Equal(FeedHealth.Disabled, Judge(State(nameof(RunOutcome.Failed), 1, 1), feeds: EventFeed.SignInAttempts).Health);

    [Fact]
    public void Judge_RareSchedule_IsPatient() =>
        Assert.Equal(FeedHealth.Healthy, Judge(State(nameof(RunOutcome.CaughtUp), 300, 600), new FeedSchedule("0 0 3 * * *")).Health);

    [Fact]
    public void From_RowOfALaterRunWithoutNews_WinsOverTheHistory()
    {
        FeedState state = State(nameof(RunOutcome.CaughtUp), 1, 60);
        RecordedRun older = Run(nameof(RunOutcome.Failed), 9);
        Assert.Equal(nameof(RunOutcome.CaughtUp), LastRun.From(state, older)!.Outcome);
        Assert.Equal(nameof(RunOutcome.Failed), LastRun.From(state with { LastRunTime = Now.AddMinutes(-10) }, older)!.Outcome);
    }

    [Fact]
    public void From_RowOfTheSameRun_GivesWayToTheHistory()
    {
        var run = new RecordedRun { RunId = "r", StartedAt = Now.AddMinutes(-1), Duration = TimeSpan.Zero, Outcome = nameof(RunOutcome.CaughtUp), Events = 3 };
        FeedState state = State(nameof(RunOutcome.CaughtUp), 1, 60) with { RunId = "r", LastRunTime = run.EndedAt.AddMilliseconds(0.4) };
        Assert.Same(run, LastRun.From(state, run)!.Run);
    }

    private static FeedVerdict Judge(FeedState? state, FeedSchedule? schedule = null, DateTimeOffset? startedAt = null, RecordedRun[]? runs = null, params EventFeed[] feeds)
    {
        var store = new CursorStoreOptions { Access = null, TableName = "Cursors", Partition = "p" };
        var judge = new FeedJudge(Options(feeds), store, new AppStart(startedAt ?? Now.AddDays(-1)), new FakeTimeProvider(Now));
        return judge.Judge(new FeedEvidence(EventFeed.AuditEvents, state, runs ?? [], schedule ?? EveryMinute));
    }

    private static RecordedRun Run(string outcome, int minutesAgo, string? error = null) =>
        new() { RunId = $"run {minutesAgo}", StartedAt = Now.AddMinutes(-minutesAgo), Duration = TimeSpan.FromSeconds(2), Outcome = outcome, Error = error };

    private static FeedState State(string outcome, int minutesSinceRun, int minutesSinceEvent) => new()
    {
        Position = FeedPosition.AtCursor("c"),
        LastOutcome = outcome,
        LastRunTime = Now.AddMinutes(-minutesSinceRun),
        LastEventTime = Now.AddMinutes(-minutesSinceEvent),
        RecentTimes = RecentTimes.From(Now.AddMinutes(-minutesSinceEvent)),
    };

    private static IngestionOptions Options(params EventFeed[] feeds) => new()
    {
        MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 100),
        EnabledFeeds = feeds.Length == 0 ? EventFeed.All : feeds,
    };
}
