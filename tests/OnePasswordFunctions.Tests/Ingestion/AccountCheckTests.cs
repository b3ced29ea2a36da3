using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>A token that changes hands.</summary>
public sealed class AccountCheckTests
{
    private readonly FeedScenario _scenario = new FeedScenario().Arrive(1, 30);

    public AccountCheckTests()
    {
        _scenario.Drain();
        _scenario.Arrive(31, 40);
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void RunAsync_TokenOfAnotherAccount_IsRefusedWithWhatToDoAndTheRowUntouched()
    {
        FeedState before = _scenario.Row;
        FeedScenario swapped = Swapped("another");

        RunResult result = swapped.Run();

        Assert.Equal((RunOutcome.Failed, IngestionFailure.AccountMismatch, IngestionTarget.EventsApi), (result.Outcome, result.Failure, result.FailureTarget));
        Assert.Equal(
            "The token belongs to the 1Password account another, the stored position to ACCOUNT. Nothing was read and the position is unchanged. "
            + "Put the right token back; or set OnePassword__Account to a new name to read the new account beside the old; "
            + "or set OnePassword__AcceptOtherAccount to true to give the old position up.",
            result.Error);
        Assert.Equal(before.ETag, swapped.Row.ETag);
        Assert.Equal(["introspect"], swapped.Api.Script.Calls);
    }

    [Fact]
    public void RunAsync_TokenOfAnotherAccountAccepted_BeginsAnewWithAWarning()
    {
        FeedState before = _scenario.Row with { Recovering = true };
        _scenario.Store.Put(_scenario.Feed, before);
        FeedScenario swapped = Swapped("another", accept: true);
        DateTimeOffset start = swapped.Time.GetUtcNow().AddDays(-1);
        FeedState? atFirstRequest = null;
        swapped.Api.Script.Next(null, SeamFault.Observe(() => atFirstRequest = swapped.Row));

        Assert.Equal(RunOutcome.CaughtUp, swapped.Arrive(1, 2).Run().Outcome);
        Assert.Equal(FeedPosition.AtTime(start, 100), atFirstRequest!.Position);
        Assert.Equal(("another", "other", before.StreamId), (atFirstRequest.AccountUuid, atFirstRequest.TokenFingerprint, atFirstRequest.StreamId));
        Assert.Equal((start, start), (atFirstRequest.FirstStartTime, atFirstRequest.RecentTimes.Median));
        Assert.Equal((null, null, false), (atFirstRequest.LastEventTime, atFirstRequest.CaughtUpTime, atFirstRequest.Recovering));
        Assert.Contains(swapped.Log.Entries, entry => entry is { Id: 103, Level: LogLevel.Warning });
        Assert.Equal(FeedScenario.Ids(1, 2), swapped.Hub.Ids);
    }

    [Fact]
    public void RunAsync_AnotherRunWasFirstWhenTheAccountChanged_StopsWithoutReading()
    {
        FeedScenario swapped = Swapped("another", accept: true);
        swapped.Store.Script.Next(null, SeamFault.Observe(() => _scenario.Store.Put(_scenario.Feed, _scenario.Row with { RunId = "elsewhere" })));

        Assert.Equal(RunOutcome.Superseded, swapped.Run().Outcome);
        Assert.Equal(["introspect"], swapped.Api.Script.Calls);
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
        fresh.Api.Script.Next(Refusal(failure));

        Assert.Equal(RunOutcome.CaughtUp, fresh.Run().Outcome);
        Assert.Contains(fresh.Log.Entries, entry => entry is { Id: 102, Level: LogLevel.Warning });
        Assert.Null(fresh.Row.AccountUuid);
        Assert.Equal(FeedScenario.Ids(1, 2), fresh.Hub.Ids);
    }

    [Fact]
    public void RunAsync_ServerRefusesTheTokenItself_FailsWithoutReading()
    {
        var fresh = new FeedScenario().Arrive(1, 2);
        fresh.Api.Script.Next(Refusal(nameof(IngestionFailure.Unauthorized)));

        Assert.Equal(IngestionFailure.Unauthorized, fresh.Run().Failure);
        Assert.Equal(["introspect"], fresh.Api.Script.Calls);
    }

    [Theory]
    [InlineData(nameof(IngestionFailure.RequestRejected))]
    [InlineData(nameof(IngestionFailure.InvalidResponse))]
    public void RunAsync_AccountIsKnownAndTheNewTokensCanNotBeAsked_FailsRatherThanTakeItOnTrust(string failure)
    {
        FeedScenario swapped = Swapped("OTHER");
        FeedPosition before = swapped.Row.Position;
        swapped.Api.Script.Next(Refusal(failure));

        RunResult run = swapped.Run();

        Assert.Equal((RunOutcome.Failed, failure), (run.Outcome, run.Failure.ToString()));
        Assert.Equal(before, swapped.Row.Position);
        Assert.Equal(IngestionFailure.AccountMismatch, swapped.Run().Failure);
    }

    [Fact]
    public void RunAsync_NewTokensAccountCanNotBeAskedAndAnyIsAccepted_GoesOnAndKeepsTheKnownOne()
    {
        FeedScenario swapped = Swapped("OTHER", accept: true, cursorStillGood: true);
        swapped.Api.Script.Next(Refusal(nameof(IngestionFailure.RequestRejected)));

        Assert.Equal(RunOutcome.CaughtUp, swapped.Run().Outcome);
        Assert.Equal(("ACCOUNT", "other"), (swapped.Row.AccountUuid, swapped.Row.TokenFingerprint));
        Assert.Equal(FeedScenario.Ids(31, 40), swapped.Hub.Ids);
    }

    private static SeamFault Refusal(string failure) => SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, Enum.Parse<IngestionFailure>(failure)));

    private FeedScenario Swapped(string account, bool accept = false, bool cursorStillGood = false) => new()
    {
        Store = _scenario.Store,
        Api = new FakeEventsApi { AccountUuid = account, Arrived = cursorStillGood ? _scenario.Api.Arrived : [] },
        TokenFingerprint = "other",
        AcceptOtherAccount = accept,
    };
}
