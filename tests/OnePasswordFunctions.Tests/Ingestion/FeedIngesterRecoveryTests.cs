using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>A cursor that the API no longer takes, and a token that changes hands.</summary>
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

    [Fact]
    public void RunAsync_TokenOfAnotherAccount_IsRefusedAndTheRowUntouched()
    {
        FeedState before = _scenario.Row;
        FeedScenario swapped = Swapped("another");

        RunResult result = swapped.Run();

        Assert.Equal((RunOutcome.Failed, IngestionFailure.AccountMismatch), (result.Outcome, result.Failure));
        Assert.Contains("OnePassword__AcceptOtherAccount", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.ETag, swapped.Row.ETag);
        Assert.Equal(["introspect"], swapped.Api.Script.Calls);
    }

    [Fact]
    public void RunAsync_TokenOfAnotherAccountAccepted_BeginsAnewWithAWarning()
    {
        FeedScenario swapped = Swapped("another", accept: true);
        swapped.Arrive(1, 2);

        Assert.Equal(RunOutcome.CaughtUp, swapped.Run().Outcome);
        Assert.Equal("another", swapped.Row.AccountUuid);
        Assert.Contains(swapped.Log.Entries, entry => entry is { Id: 103, Level: LogLevel.Warning });
        Assert.Null(swapped.Api.Requests[0].Cursor);
    }

    [Fact]
    public void RunAsync_NewTokenOfTheSameAccount_GoesOnAndAsksOnlyOnce()
    {
        FeedScenario renewed = Swapped("ACCOUNT", cursorStillGood: true);

        renewed.Run();
        renewed.Run();

        Assert.Single(renewed.Api.Script.Calls, "introspect");
        Assert.Equal(FeedScenario.Ids(31, 40), renewed.Hub.Ids);
    }

    [Theory]
    [InlineData(nameof(IngestionFailure.RequestRejected))]
    [InlineData(nameof(IngestionFailure.InvalidResponse))]
    public void RunAsync_ServerCanNotSayWhoseTokenItIs_GoesOnWithAWarning(string failure)
    {
        var fresh = new FeedScenario().Arrive(1, 2);
        fresh.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, Enum.Parse<IngestionFailure>(failure))));

        Assert.Equal(RunOutcome.CaughtUp, fresh.Run().Outcome);
        Assert.Contains(fresh.Log.Entries, entry => entry is { Id: 102, Level: LogLevel.Warning });
        Assert.Null(fresh.Row.AccountUuid);
        Assert.Equal(FeedScenario.Ids(1, 2), fresh.Hub.Ids);
    }

    [Theory]
    [InlineData(nameof(IngestionFailure.RequestRejected))]
    [InlineData(nameof(IngestionFailure.InvalidResponse))]
    public void RunAsync_AccountIsKnownAndTheNewTokensCanNotBeAsked_FailsRatherThanTakeItOnTrust(string failure)
    {
        FeedScenario swapped = Swapped("OTHER");
        FeedPosition before = swapped.Row.Position;
        swapped.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, Enum.Parse<IngestionFailure>(failure))));

        RunResult run = swapped.Run();

        Assert.Equal((RunOutcome.Failed, failure), (run.Outcome, run.Failure.ToString()));
        Assert.Equal(before, swapped.Row.Position);
        Assert.Equal(IngestionFailure.AccountMismatch, swapped.Run().Failure);
    }

    private FeedScenario Swapped(string account, bool accept = false, bool cursorStillGood = false) => new()
    {
        Store = _scenario.Store,
        Api = new FakeEventsApi { AccountUuid = account, Arrived = cursorStillGood ? _scenario.Api.Arrived : [] },
        TokenFingerprint = "other",
        AcceptOtherAccount = accept,
    };
}
