using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>Two writers on one row: who wins, and how little is repeated.</summary>
public sealed class FeedIngesterConflictTests
{
    private readonly FeedScenario _scenario = new FeedScenario().Arrive(1, 4);

    public FeedIngesterConflictTests()
    {
        _scenario.Drain();
        _scenario.Arrive(5, 20);
        _scenario.Hub.BatchSize = 4;
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void RunAsync_CommitAppliedAndItsResponseLost_RecognisesItsOwnCommit()
    {
        _scenario.Store.Script.Next(null, SeamFault.LoseResponse(Failures.StateUnavailable()));

        RunResult result = _scenario.Run();

        Assert.Equal(RunOutcome.CaughtUp, result.Outcome);
        Assert.Equal(FeedScenario.Ids(1, 20), _scenario.Hub.Ids);
        Assert.DoesNotContain(_scenario.Log.Entries, entry => entry.Id == 105);
    }

    [Fact]
    public void RunAsync_FirstInsertAppliedAndItsResponseLost_RecognisesItsOwnRow()
    {
        var fresh = new FeedScenario().Arrive(1, 3);
        fresh.Store.Script.Next(null, SeamFault.LoseResponse(Failures.StateUnavailable()));

        Assert.Equal(RunOutcome.CaughtUp, fresh.Run().Outcome);
        Assert.Equal(FeedScenario.Ids(1, 3), fresh.Hub.Ids);
    }

    [Fact]
    public void RunAsync_AnotherWriterWasFirst_StopsQuietlyAfterOneBatchAndWritesNothing()
    {
        _scenario.Hub.Script.Next(null, SeamFault.Observe(Touch));
        FeedState? touched = null;

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Superseded, false), (result.Outcome, result.IsFailed));
        Assert.Equal(FeedScenario.Ids(1, 12), _scenario.Hub.Ids);
        touched = _scenario.Row;
        Assert.Equal("other", touched.RunId);
        Assert.Equal(FeedScenario.Id(8), touched.Position.PublishedThrough);
        Assert.Contains(_scenario.Log.Entries, entry => entry is { Id: 105, Level: LogLevel.Warning });
        _scenario.Drain();
        Assert.Equal([.. FeedScenario.Ids(1, 12), .. FeedScenario.Ids(9, 20)], _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_LostResponseAndThenAnotherWriter_IsSuperseded()
    {
        _scenario.Store.Script.Next(null, new SeamFault { OnDone = Touch, After = Failures.StateUnavailable() });

        Assert.Equal(RunOutcome.Superseded, _scenario.Run().Outcome);
        Assert.Equal("other", _scenario.Row.RunId);
    }

    [Fact]
    public void RunAsync_RowDeletedMeanwhile_IsSuperseded()
    {
        var store = new InMemoryCursorStore();
        var scenario = new FeedScenario { Store = store }.Arrive(1, 3);
        store.Script.Next(SeamFault.Observe(() => store.Put(scenario.Feed, new FeedState { Position = FeedPosition.AtTime(SteppedTime.Epoch, 10) })));
        scenario.Hub.Script.Next(SeamFault.Observe(() => store.Delete(scenario.Feed)));
        scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, FakeEvent.Create("A", SteppedTime.Epoch).Json));

        Assert.Equal(RunOutcome.Superseded, scenario.Run().Outcome);
    }

    [Fact]
    public void RunAsync_PausedOldRunWakesAfterANewOneMovedOn_RepeatsOneBatchAndCanNotCommit()
    {
        RunResult? newer = null;
        _scenario.Hub.Script.Next(SeamFault.Observe(() => newer = _scenario.Run()));

        RunResult older = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, RunOutcome.Superseded), (newer!.Outcome, older.Outcome));
        Assert.Equal(newer.RunId, _scenario.Row.RunId);
        Assert.Equal([.. FeedScenario.Ids(1, 20), .. FeedScenario.Ids(5, 8)], _scenario.Hub.Ids);
        Assert.Equal(0, _scenario.Drain().Hub.Ids.Count() - 24);
    }

    [Fact]
    public void RunAsync_TwoFirstRunsAtOnce_OneStartsTheFeedAndTheOtherStops()
    {
        var fresh = new FeedScenario().Arrive(1, 3);
        RunResult? inner = null;
        fresh.Store.Script.Next(null, SeamFault.Observe(() => inner = fresh.Run()));

        Assert.Equal(RunOutcome.Superseded, fresh.Run().Outcome);
        Assert.Equal(RunOutcome.CaughtUp, inner!.Outcome);
        Assert.Equal(FeedScenario.Ids(1, 3), fresh.Hub.Ids);
    }

    [Fact]
    public void RunAsync_TwoCopiesForAnHour_LoseNothingAndRepeatAtMostABatchPerConflict()
    {
        int conflicts = 0;
        for (int minute = 0; minute < 60; minute++)
        {
            _scenario.Arrive(21 + (minute * 10), 30 + (minute * 10));
            bool meets = minute % 2 == 0;
            _scenario.Hub.Script.Next(meets ? SeamFault.Observe(() => _scenario.Run()) : null);
            conflicts += _scenario.Run().Outcome == RunOutcome.Superseded ? 1 : 0;
            _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        }

        _scenario.Drain();
        Assert.Equal(FeedScenario.Ids(1, 620), _scenario.Hub.Ids.Distinct());
        Assert.Equal(30, conflicts);
        Assert.InRange(_scenario.Hub.Ids.Count() - 620, 1, conflicts * _scenario.Hub.BatchSize);
    }

    private void Touch() => _scenario.Store.Put(_scenario.Feed, _scenario.Row with { RunId = "other", CommitCount = _scenario.Row.CommitCount + 1 });
}
