using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

public sealed class FeedIngesterFailureTests
{
    private readonly FeedScenario _scenario = new FeedScenario().Arrive(1, 5);

    public FeedIngesterFailureTests()
    {
        _scenario.Drain();
        _scenario.Arrive(6, 9);
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(nameof(IngestionFailure.Unavailable))]
    [InlineData(nameof(IngestionFailure.InvalidResponse))]
    public void RunAsync_PageFailsOnceInPassing_HealsInTheRun(string name)
    {
        IngestionFailure failure = Enum.Parse<IngestionFailure>(name);
        _scenario.Api.Script.Next(SeamFault.Refuse(Failures.Transient(IngestionTarget.EventsApi, failure)));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 1, 0), (result.Outcome, result.Tally.Retries, result.Tally.Throttles));
        Assert.Equal(FeedScenario.Ids(1, 9), _scenario.Hub.Ids);
        Assert.Contains(_scenario.Log.Entries, entry => entry is { Id: 201, Level: LogLevel.Warning });
    }

    [Theory]
    [InlineData(nameof(IngestionFailure.Unauthorized))]
    [InlineData(nameof(IngestionFailure.NotAuthorized))]
    [InlineData(nameof(IngestionFailure.RequestRejected))]
    [InlineData(nameof(IngestionFailure.InvalidResponse))]
    public void RunAsync_PageFailsForGood_EndsAfterOneRequestAndSaysWhy(string name)
    {
        IngestionFailure failure = Enum.Parse<IngestionFailure>(name);
        FeedPosition before = _scenario.Row.Position;
        _scenario.Api.Script.Calls.Clear();
        _scenario.Api.Script.Decide = _ => SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, failure));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Failed, failure, IngestionTarget.EventsApi), (result.Outcome, result.Failure, result.FailureTarget));
        Assert.True(result.IsFailed);
        Assert.Single(_scenario.Api.Script.Calls);
        Assert.Equal(before, _scenario.Row.Position);
        Assert.Equal("Failed", _scenario.Row.LastOutcome);
        Assert.StartsWith(failure.ToString(), _scenario.Row.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void RunAsync_SameFailureEveryMinute_WritesTheRowOnceUntilTheHeartbeat()
    {
        int message = 0;
        _scenario.Api.Script.Decide = _ => SeamFault.Refuse(new IngestionException(IngestionTarget.EventsApi, IngestionFailure.Unauthorized, $"Refused, tracking id {message++}."));
        int writes = _scenario.Store.Writes;
        DateTimeOffset? success = _scenario.Row.LastSuccessTime;

        for (int minute = 0; minute < 10; minute++)
        {
            _scenario.Run();
            _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, _scenario.Store.Writes - writes);
        Assert.Equal(success, _scenario.Row.LastSuccessTime);
        _scenario.Api.Script.Decide = null;
        _scenario.Run();
        Assert.Null(_scenario.Row.LastError);
        Assert.Equal("CaughtUp", _scenario.Row.LastOutcome);
    }

    [Fact]
    public void RunAsync_FailsEveryMinute_TheRowSaysSinceWhenUntilARunGoesWell()
    {
        _scenario.Api.Script.Decide = _ => SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized));
        DateTimeOffset first = _scenario.Time.GetUtcNow();
        for (int minute = 0; minute < 40; minute++)
        {
            _scenario.Run();
            Assert.Equal(first, _scenario.Row.FailingSince);
            _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        }

        _scenario.Api.Script.Decide = _ => SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventsApi, TimeSpan.FromMinutes(10)));
        _scenario.Run();
        Assert.Equal(first, _scenario.Row.FailingSince);

        _scenario.Api.Script.Decide = null;
        _scenario.Run();
        Assert.Null(_scenario.Row.FailingSince);
    }

    [Theory]
    [InlineData(nameof(IngestionTarget.EventsApi))]
    [InlineData(nameof(IngestionTarget.EventHub))]
    public void RunAsync_ThrottledForLongerThanTheRun_EndsAsThrottledInsideTheBudgetAndLosesNothing(string name)
    {
        IngestionTarget target = Enum.Parse<IngestionTarget>(name);
        SeamScript script = target == IngestionTarget.EventsApi ? _scenario.Api.Script : _scenario.Hub.Script;
        script.Decide = _ => SeamFault.Refuse(Failures.Throttled(target));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Throttled, IngestionFailure.Throttled), (result.Outcome, result.Failure));
        Assert.False(result.IsFailed);
        Assert.InRange(result.Duration, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
        script.Decide = null;
        _scenario.Drain();
        Assert.Equal(FeedScenario.Ids(1, 9), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_AskedToWaitLongerThanTheBudget_EndsAtOnce()
    {
        _scenario.Api.Script.Next(SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventsApi, TimeSpan.FromMinutes(10))));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Throttled, TimeSpan.Zero), (result.Outcome, result.Duration));
    }

    [Fact]
    public void RunAsync_AskedToWaitThirtySeconds_WaitsThatLongAndGoesOn()
    {
        _scenario.Api.Script.Next(SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventsApi, TimeSpan.FromSeconds(30))));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 1), (result.Outcome, result.Tally.Throttles));
        Assert.Equal(TimeSpan.FromSeconds(30), result.Duration);
    }

    [Fact]
    public void RunAsync_HubBusyTwice_WaitsAtLeastFourSecondsEachTime()
    {
        _scenario.Hub.Script.Next(
            SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventHub)), SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventHub, TimeSpan.FromSeconds(1))));

        RunResult result = _scenario.Run();

        Assert.Equal(RunOutcome.CaughtUp, result.Outcome);
        Assert.True(result.Duration >= TimeSpan.FromSeconds(8), $"waited {result.Duration}");
    }

    [Fact]
    public void RunAsync_HubDownForGood_TriesSixTimesAndKeepsThePosition()
    {
        FeedPosition before = _scenario.Row.Position;
        _scenario.Hub.Script.Calls.Clear();
        _scenario.Hub.Script.Decide = _ => SeamFault.Refuse(Failures.Transient(IngestionTarget.EventHub));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Failed, IngestionTarget.EventHub), (result.Outcome, result.FailureTarget));
        Assert.Equal(6, _scenario.Hub.Script.Calls.Count);
        Assert.Equal(before, _scenario.Row.Position);
        Assert.InRange(result.Duration, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void RunAsync_HubAcceptsAndTheResponseIsLost_RepeatsThatBatchAndNoMore()
    {
        _scenario.Hub.Script.Next(SeamFault.LoseResponse(Failures.Transient(IngestionTarget.EventHub)));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 4), (result.Outcome, result.Tally.Events));
        Assert.Equal([.. FeedScenario.Ids(1, 9), .. FeedScenario.Ids(6, 9)], _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_TableUnreadable_FailsAfterItsRetriesWithoutAskingTheApi()
    {
        _scenario.Api.Script.Calls.Clear();
        _scenario.Store.Script.Decide = _ => SeamFault.Refuse(Failures.StateUnavailable());

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Failed, IngestionFailure.StateUnavailable, IngestionTarget.CursorStore), (result.Outcome, result.Failure, result.FailureTarget));
        Assert.Equal(5, result.Tally.Retries);
        Assert.Empty(_scenario.Api.Script.Calls);
    }

    [Fact]
    public void RunAsync_TableUnwritable_PublishesOneBatchAndStops()
    {
        _scenario.Hub.BatchSize = 2;
        _scenario.Store.Script.Decide = call => call == "commit" ? SeamFault.Refuse(Failures.StateUnavailable()) : null;

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Failed, IngestionFailure.StateUnavailable), (result.Outcome, result.Failure));
        Assert.Equal(FeedScenario.Ids(1, 7), _scenario.Hub.Ids);
        _scenario.Store.Script.Decide = null;
        _scenario.Drain();
        Assert.Equal([.. FeedScenario.Ids(1, 7), .. FeedScenario.Ids(6, 9)], _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_CommitHiccup_GoesOnInTheRun()
    {
        _scenario.Store.Script.Next(null, SeamFault.Refuse(Failures.StateUnavailable()));

        Assert.Equal(RunOutcome.CaughtUp, _scenario.Run().Outcome);
        Assert.Equal(FeedScenario.Ids(1, 9), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_EndCanNotBeRecorded_KeepsItsOutcomeAndSaysSo()
    {
        _scenario.Api.Script.Decide = _ => SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized));
        _scenario.Store.Script.Next(null, SeamFault.Refuse(Failures.StateUnavailable()));

        Assert.Equal(IngestionFailure.Unauthorized, _scenario.Run().Failure);
        Assert.Contains(_scenario.Log.Entries, entry => entry is { Id: 302, Level: LogLevel.Warning });
    }

    [Fact]
    public void RunAsync_EventFitsNoBatch_RecordsItAndGoesOn()
    {
        _scenario.Hub.Refuses = id => id == FeedScenario.Id(7);

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 3, 1), (result.Outcome, result.Tally.Events, result.Tally.DeadLetters));
        Assert.Equal([.. FeedScenario.Ids(1, 6), .. FeedScenario.Ids(8, 9)], _scenario.Hub.Ids);
        DeadLetter letter = Assert.Single(_scenario.Store.DeadLetters).Value;
        Assert.Equal((FeedScenario.Id(7), "It is too large.", result.RunId), (letter.EventId, letter.Reason, letter.RunId));
        Assert.Equal(1, _scenario.Row.TotalDeadLetters);
        Assert.Contains(_scenario.Log.Entries, entry => entry is { Id: 402, Level: LogLevel.Error } && entry.Message.Contains(FeedScenario.Id(7), StringComparison.Ordinal));
    }

    [Fact]
    public void RunAsync_PageAheadFails_PublishesThePageInHandFirst()
    {
        var scenario = new FeedScenario { Maximum = 3 };
        scenario.Arrive(1, 9).Run();
        scenario.Maximum = 100;
        scenario.Api.Script.Next(null, SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized)));

        RunResult result = scenario.Run();

        Assert.Equal((RunOutcome.Failed, 3), (result.Outcome, result.Tally.Events));
        Assert.Equal(FeedScenario.Ids(1, 6), scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_Retrying_CountsEveryRequestToTheApi()
    {
        var fresh = new FeedScenario();
        fresh.Api.Script.Next(SeamFault.Refuse(Failures.Transient(IngestionTarget.EventsApi)), null, SeamFault.Refuse(Failures.Transient(IngestionTarget.EventsApi)));

        RunResult result = fresh.Run();

        Assert.Equal(["introspect", "introspect", "page", "page"], fresh.Api.Script.Calls);
        Assert.Equal(4, result.Tally.Requests);
    }
}
