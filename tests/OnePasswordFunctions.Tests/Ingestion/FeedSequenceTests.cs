using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>The number that each event of a feed carries: without a gap, and the same whenever the event is sent again.</summary>
public sealed class FeedSequenceTests
{
    private readonly FeedScenario _scenario = new() { Hub = new RecordingEventPublisher { BatchSize = 3 } };

    [Fact]
    public void RunAsync_SeveralRunsAndBatches_NumberFromOneWithoutAGap()
    {
        _scenario.Maximum = 5;
        _scenario.Arrive(1, 17).Drain();

        Assert.Equal(Numbered(1, 17), _scenario.Hub.Numbered);
        Assert.Single(_scenario.Hub.Batches.Select(batch => batch.Stream!.Value.StreamId).Distinct());
        Assert.Equal(17, _scenario.Row.LastSequence);
    }

    [Fact]
    public void RunAsync_FirstRun_StoresTheStreamWithTheStartBeforeTheFirstRequest()
    {
        FeedState? atFirstRequest = null;
        _scenario.Api.Script.Next(null, SeamFault.Observe(() => atFirstRequest = _scenario.Store.Peek(_scenario.Feed)));

        RunResult result = _scenario.Arrive(1, 4).Run();

        Assert.NotNull(atFirstRequest?.StreamId);
        Assert.Equal(atFirstRequest.StreamId, _scenario.Row.StreamId);
        Assert.Equal((atFirstRequest.StreamId, 4L), (result.StreamId, result.LastSequence));
    }

    [Fact]
    public void RunAsync_RowOfAVersionWithoutStreams_StoresOneBeforeTheFirstEventLeaves()
    {
        _scenario.Store.Put(_scenario.Feed, OlderRow());
        var atTheHub = new List<string?>();
        _scenario.Hub.Script.Decide = _ => SeamFault.Observe(() => atTheHub.Add(_scenario.Row.StreamId));

        _scenario.Arrive(1, 4).Drain();

        string id = Assert.Single(_scenario.Hub.Batches.Select(batch => batch.Stream!.Value.StreamId).Distinct());
        Assert.Equal([id, id], atTheHub);
        Assert.Equal(Numbered(1, 4), _scenario.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_RowOfAVersionWithoutStreamsAndNothingNew_WritesNothing()
    {
        _scenario.Store.Put(_scenario.Feed, OlderRow() with { Position = FeedPosition.AtCursor($"0.{SteppedTime.Epoch.UtcTicks}.10.0"), LastOutcome = "CaughtUp", LastRunTime = SteppedTime.Epoch });
        int writes = _scenario.Store.Writes;

        RunResult result = _scenario.Run();

        Assert.Equal(writes, _scenario.Store.Writes);
        Assert.Equal((null, null), (result.StreamId, result.LastSequence));
    }

    [Fact]
    public void RunAsync_TwoRunsFindARowWithoutAStream_OneBeginsItAndTheOtherPublishesNothing()
    {
        _scenario.Store.Put(_scenario.Feed, OlderRow());
        _scenario.Arrive(1, 4);
        RunResult? inner = null;
        _scenario.Api.Script.Next(SeamFault.Observe(() => inner = _scenario.Run()));

        Assert.Equal((RunOutcome.Superseded, RunOutcome.CaughtUp), (_scenario.Run().Outcome, inner!.Outcome));
        Assert.Equal(Numbered(1, 4), _scenario.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_DiesBetweenTheHubAndTheCommit_SendsTheSameNumbersAgain()
    {
        _scenario.Arrive(1, 8);
        _scenario.Store.Script.Decide = call => call == "commit" && _scenario.Hub.Batches.Count == 2 ? SeamFault.Refuse(Failures.StateUnavailable()) : null;
        Assert.Equal(RunOutcome.Failed, _scenario.Run().Outcome);
        _scenario.Store.Script.Decide = null;

        _scenario.Drain();

        Assert.Equal([.. Numbered(1, 6), .. Numbered(4, 8)], _scenario.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_HubsAnswerIsLost_SendsTheSameNumbersAgain()
    {
        _scenario.Hub.Script.Next(SeamFault.LoseResponse(Failures.Transient(IngestionTarget.EventHub)));

        _scenario.Arrive(1, 5).Drain();

        Assert.Equal([.. Numbered(1, 3), .. Numbered(1, 5)], _scenario.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_AnotherRunWasFirst_BothSentTheSameNumbers()
    {
        _scenario.Arrive(1, 3).Drain();
        _scenario.Arrive(4, 8);
        _scenario.Hub.Script.Next(SeamFault.Observe(() => _scenario.Run()));

        Assert.Equal(RunOutcome.Superseded, _scenario.Run().Outcome);

        Assert.Equal([.. Numbered(1, 8), .. Numbered(4, 6)], _scenario.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_DeadLetter_TakesNoNumber()
    {
        _scenario.Hub.Refuses = id => id == FeedScenario.Id(2) || id == FeedScenario.Id(5);

        _scenario.Arrive(1, 6).Drain();

        Assert.Equal([(FeedScenario.Id(1), 1), (FeedScenario.Id(3), 2), (FeedScenario.Id(4), 3), (FeedScenario.Id(6), 4)], _scenario.Hub.Numbered);
        Assert.Equal(4, _scenario.Row.LastSequence);
    }

    [Fact]
    public void RunAsync_CursorRejected_GoesOnCounting()
    {
        _scenario.Arrive(1, 5).Drain();
        _scenario.Api.Generation++;

        _scenario.Arrive(6, 9).Drain();

        Assert.Equal(Numbered(1, 9), _scenario.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_RecoveryMeetsAnEventTwice_LeavesTheSecondOutWhateverABatchHolds()
    {
        _scenario.Arrive(1, 3).Drain();
        _scenario.Api.Generation++;
        _scenario.Arrive(4, 4).Arrive(4, 5);
        _scenario.Hub.BatchSize = 100;

        _scenario.Drain();

        Assert.Equal(Numbered(1, 5), _scenario.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_TokenOfAnotherAccountAccepted_GoesOnInTheSameStream()
    {
        _scenario.Arrive(1, 3).Drain();
        string? stream = _scenario.Row.StreamId;
        var other = new FeedScenario { Store = _scenario.Store, Api = new FakeEventsApi { AccountUuid = "OTHER" }, TokenFingerprint = "other", AcceptOtherAccount = true };

        other.Arrive(4, 5).Drain();

        Assert.Equal(stream, other.Row.StreamId);
        Assert.Equal(Numbered(4, 5), other.Hub.Numbered);
    }

    [Fact]
    public void RunAsync_RowDeleted_BeginsANewStreamFromOne()
    {
        _scenario.Arrive(1, 2).Drain();
        string? stream = _scenario.Row.StreamId;
        _scenario.Store.Delete(_scenario.Feed);

        _scenario.Drain();

        Assert.NotEqual(stream, _scenario.Row.StreamId);
        Assert.Equal([.. Numbered(1, 2), .. Numbered(1, 2)], _scenario.Hub.Numbered);
    }

    private static IEnumerable<(string, long)> Numbered(int first, int last) => FeedScenario.Ids(first, last).Select((id, index) => (id, (long)first + index));

    private static FeedState OlderRow() => new() { Position = FeedPosition.AtTime(SteppedTime.Epoch.AddDays(-1), 100), TokenFingerprint = "fingerprint" };
}
