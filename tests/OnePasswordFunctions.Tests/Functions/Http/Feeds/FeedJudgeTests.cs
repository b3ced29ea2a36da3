using System.Collections.Frozen;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Functions.Http.Feeds;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http.Feeds;

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
    [InlineData(nameof(RunOutcome.Failed), 1, 1, nameof(FeedHealth.Broken))]
    public void Judge_LastRun_DecidesTheHealth(string outcome, int minutesSinceRun, int minutesSinceEvent, string expected)
    {
        FeedState state = State(outcome, minutesSinceRun, minutesSinceEvent);
        Assert.Equal(expected, Judge(Options(), state).Health.ToString());
    }

    [Fact]
    public void Judge_Lagging_SaysWhichMaximumToRaise() =>
        Assert.Contains("OnePassword__MaxAuditEventsPerFetch", Judge(Options(), State(nameof(RunOutcome.MaximumReached), 1, 90)).Headline, StringComparison.Ordinal);

    [Fact]
    public void Judge_NoRow_IsWaiting() => Assert.Equal(FeedHealth.Waiting, Judge(Options(), null).Health);

    [Fact]
    public void Judge_FeedNotConfigured_IsDisabled() =>
        Assert.Equal(FeedHealth.Disabled, Judge(Options(EventFeed.SignInAttempts), State(nameof(RunOutcome.Failed), 1, 1)).Health);

    [Fact]
    public void Judge_RareSchedule_IsPatient()
    {
        FeedState state = State(nameof(RunOutcome.CaughtUp), 300, 600);
        var judge = new FeedJudge(Options(), new FakeTimeProvider(Now));
        var daily = new FeedSchedule("0 0 3 * * *");
        Assert.Equal(FeedHealth.Healthy, judge.Judge(EventFeed.AuditEvents, state, LastRun.From(state, null), TimeSpan.Zero, daily).Health);
    }

    [Fact]
    public void From_RowOfALaterRunWithoutNews_WinsOverTheHistory()
    {
        FeedState state = State(nameof(RunOutcome.CaughtUp), 1, 60);
        var older = new RecordedRun { RunId = "r", StartedAt = Now.AddMinutes(-9), Duration = TimeSpan.FromSeconds(2), Outcome = nameof(RunOutcome.Failed) };
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

    private static (FeedHealth Health, string Headline) Judge(IngestionOptions options, FeedState? state)
    {
        var judge = new FeedJudge(options, new FakeTimeProvider(Now));
        LastRun? last = LastRun.From(state, null);
        return judge.Judge(EventFeed.AuditEvents, state, last, state is null ? null : judge.GetLag(state, last, EveryMinute), EveryMinute);
    }

    private static FeedState State(string outcome, int minutesSinceRun, int minutesSinceEvent) => new()
    {
        Position = FeedPosition.AtCursor("c"),
        LastOutcome = outcome,
        LastRunTime = Now.AddMinutes(-minutesSinceRun),
        LastEventTime = Now.AddMinutes(-minutesSinceEvent),
    };

    private static IngestionOptions Options(params EventFeed[] feeds) => new()
    {
        MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 100),
        EnabledFeeds = feeds.Length == 0 ? EventFeed.All : feeds,
    };
}
