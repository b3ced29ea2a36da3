using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>A cursor that the API no longer takes.</summary>
public sealed class FeedIngesterRecoveryTests
{
    private readonly FeedScenario _scenario = new FeedScenario().Arrive(1, 30);

    public FeedIngesterRecoveryTests()
    {
        _scenario.Drain();
        _scenario.Arrive(31, 40);
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void RunAsync_CursorRejected_HealsInTheRunWithoutRepeats()
    {
        _scenario.Api.Generation++;

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 1, 30), (result.Outcome, result.Tally.CursorRecoveries, result.Tally.RepeatsAvoided));
        Assert.Equal(FeedScenario.Ids(1, 40), _scenario.Hub.Ids);
        Assert.False(_scenario.Row.Recovering);
        (LogLevel level, _, string message) = Assert.Single(_scenario.Log.Entries, entry => entry.Id == 104);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("2026-03-14T07:56:54", message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunAsync_CursorRejected_RestartsAtTheEarliestOfTheEventsThatCameLastLessTheOverlap()
    {
        _scenario.Arrive(41, 140).Drain();
        _scenario.Api.Generation++;

        _scenario.Run();

        // The last 64, without the four that claim to be the oldest.
        DateTimeOffset earliest = SteppedTime.Epoch.AddMinutes(-30).AddSeconds(140 - 63 + 4);
        Assert.Equal(earliest.AddHours(-1), _scenario.Api.Requests.Last(request => request.Cursor is null).StartTime);
    }

    /// <summary>Longer ago than a first run looks back: whoever starts there loses what arrived meanwhile.</summary>
    [Fact]
    public void RunAsync_CursorRejectedBeforeAnyEventCame_RestartsWhereTheFeedHadCaughtUp()
    {
        var scenario = new FeedScenario();
        scenario.Store.Put(scenario.Feed, new FeedState
        {
            Position = FeedPosition.AtCursor("rejected"),
            TokenFingerprint = "fingerprint",
            LastOutcome = nameof(RunOutcome.CaughtUp),
            LastSuccessTime = SteppedTime.Epoch.AddHours(-1),
        });
        scenario.Arrive(1, 5).Time.Advance(TimeSpan.FromDays(3));

        RunResult result = scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 1), (result.Outcome, result.Tally.CursorRecoveries));
        Assert.Equal(SteppedTime.Epoch.AddHours(-2), scenario.Api.Requests.Last(request => request.Cursor is null).StartTime);
        Assert.Equal(FeedScenario.Ids(1, 5), scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_CursorRejectedAgainInTheSameRun_FailsAndTellsWhy()
    {
        _scenario.Api.Script.Decide = call => call == "page"
            ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.CursorRejected)) : null;
        _scenario.Api.Script.Calls.Clear();

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Failed, IngestionFailure.CursorRejected), (result.Outcome, result.Failure));
        Assert.Equal(2, _scenario.Api.Script.Calls.Count);
        Assert.True(_scenario.Row.Recovering);
    }

    [Fact]
    public void RunAsync_CursorOfThePageAheadIsRejected_HealsInTheRunWithoutRepeats()
    {
        var scenario = new FeedScenario { Maximum = 3 };
        scenario.Arrive(1, 9).Run();
        scenario.Maximum = 100;
        scenario.Api.Script.Next(null, SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.CursorRejected)));

        RunResult result = scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 1, 6), (result.Outcome, result.Tally.CursorRecoveries, result.Tally.Events));
        Assert.Equal(FeedScenario.Ids(1, 9), scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_RecoveryTakesSeveralRuns_SkipsWhatIsKnownAndKeepsTheMaximum()
    {
        _scenario.Api.Generation++;
        _scenario.Maximum = 4;

        Assert.Equal([4, 4, 2], new[] { _scenario.Run(), _scenario.Run(), _scenario.Run() }.Select(result => result.Tally.Events));
        Assert.Equal(FeedScenario.Ids(1, 40), _scenario.Hub.Ids);
        Assert.False(_scenario.Row.Recovering);
    }

    [Fact]
    public void RunAsync_RecoveryMeetsKnownAndUnknownInTurn_PublishesTheUnknownInOrder()
    {
        _scenario.Api.Arrived.Insert(10, FakeEvent.Create("LATE1", SteppedTime.Epoch.AddMinutes(-40)));
        _scenario.Api.Arrived.Insert(20, FakeEvent.Create("LATE2", SteppedTime.Epoch.AddMinutes(-40)));
        _scenario.Api.Generation++;

        _scenario.Run();

        Assert.Equal([.. FeedScenario.Ids(1, 30), "LATE1", "LATE2", .. FeedScenario.Ids(31, 40)], _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_EveryStoredCursorIsRejected_StillGetsOnAndRepeatsNothing()
    {
        _scenario.Maximum = 4;
        for (int run = 0; run < 3; run++)
        {
            _scenario.Api.Generation++;
            _scenario.Run();
            _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(FeedScenario.Ids(1, 40), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_RecoversBeforeAnyEvent_GoesBackToTheFeedsFirstStart()
    {
        var quiet = new FeedScenario();
        quiet.Api.Bodies.Enqueue(EventPages.Body("0.0.100.0", false));
        quiet.Run();
        quiet.Api.Generation++;

        quiet.Run();

        Assert.Equal(SteppedTime.Epoch.AddDays(-1).AddHours(-1), quiet.Api.Requests[^1].StartTime);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9998-12-31T23:59:59Z")]
    public void RunAsync_RecoversWithAnImpossibleLastEventTime_EndsNamed(string timestamp)
    {
        var odd = new FeedScenario();
        odd.Api.Bodies.Enqueue(EventPages.Body("0.0.100.0", false, $$"""{"uuid":"A","timestamp":"{{timestamp}}"}"""));
        odd.Run();
        odd.Api.Generation++;

        Assert.Equal(RunOutcome.CaughtUp, odd.Run().Outcome);
        Assert.True(odd.Api.Requests[^1].StartTime <= SteppedTime.Epoch);
    }

    /// <summary>What a person leaves who restores a row by hand.</summary>
    [Fact]
    public void RunAsync_RejectedCursorIsAllThatTheRowHas_GoesBackByTheLookback()
    {
        _scenario.Store.Put(_scenario.Feed, new FeedState { Position = FeedPosition.AtCursor("99.0.100.5"), TokenFingerprint = "fingerprint" });

        _scenario.Run();

        Assert.Equal(_scenario.Time.GetUtcNow().AddDays(-1).AddHours(-1), _scenario.Api.Requests[^1].StartTime);
    }

    /// <summary>What a recovery finds known must stay known to its end, so it begins with room.</summary>
    [Fact]
    public void RunAsync_CursorRejectedDuringARecovery_MakesRoomForWhatItWillPublish()
    {
        FeedState row = _scenario.Row with { Recovering = true };
        for (ulong hash = 0; hash < 5000; hash++)
        {
            row.RecentEvents.Add(hash, isRecovering: true);
        }

        _scenario.Store.Put(_scenario.Feed, row);
        _scenario.Api.Generation++;

        _scenario.Run();

        Assert.Equal(RecentEvents.Capacity + 40, _scenario.Row.RecentEvents.Count);
    }

    [Fact]
    public void RunAsync_ApiStallsDuringARecovery_GoesOnRecovering()
    {
        _scenario.Store.Put(_scenario.Feed, _scenario.Row with { Recovering = true, Position = FeedPosition.AtCursor("same") });
        _scenario.Api.Bodies.Enqueue(EventPages.Body("same", true));

        Assert.Equal(RunOutcome.Stalled, _scenario.Run().Outcome);
        Assert.True(_scenario.Row.Recovering);
        _scenario.Api.Bodies.Enqueue(EventPages.Body("same", false));
        Assert.Equal(RunOutcome.CaughtUp, _scenario.Run().Outcome);
        Assert.False(_scenario.Row.Recovering);
    }
}
