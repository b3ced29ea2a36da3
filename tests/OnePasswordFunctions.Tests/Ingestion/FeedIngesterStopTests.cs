using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>How a run ends when its time is over or the app is asked to stop, wherever it is at that moment.</summary>
public sealed class FeedIngesterStopTests : IDisposable
{
    private static readonly TimeSpan HardStop = TimeSpan.FromSeconds(255);

    private readonly FeedScenario _scenario = new FeedScenario().Arrive(1, 4);
    private readonly CancellationTokenSource _shutdown = new();

    public FeedIngesterStopTests()
    {
        _scenario.Drain();
        _scenario.Arrive(5, 12);
        _scenario.Hub.BatchSize = 3;
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
    }

    public void Dispose() => _shutdown.Dispose();

    [Fact]
    public void RunAsync_AppIsStoppingAlready_EndsNamedAndTouchesNothing()
    {
        _shutdown.Cancel();
        int writes = _scenario.Store.Writes;

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal(RunOutcome.Stopped, result.Outcome);
        Assert.False(result.IsFailed);
        Assert.Equal(writes, _scenario.Store.Writes);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("page")]
    public void RunAsync_StoppedWhileReading_EndsAtOnce(string phase)
    {
        Script(phase).Next(new SeamFault { OnArrival = _shutdown.Cancel, HangsBefore = true });

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal((RunOutcome.Stopped, TimeSpan.Zero), (result.Outcome, result.Duration));
        AssertNothingLost();
    }

    [Fact]
    public void RunAsync_StoppedWhilePublishing_FinishesTheBatchAndCommitsIt()
    {
        _scenario.Hub.Script.Next(SeamFault.Observe(_shutdown.Cancel));

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal((RunOutcome.Stopped, 3), (result.Outcome, result.Tally.Events));
        Assert.Equal(FeedScenario.Id(7), _scenario.Row.Position.PublishedThrough);
        Assert.Equal("Stopped", _scenario.Row.LastOutcome);
        AssertNothingLost(repeats: 0);
    }

    [Fact]
    public void RunAsync_StoppedWhileCommitting_FinishesTheCommit()
    {
        _scenario.Store.Script.Next(null, SeamFault.Observe(_shutdown.Cancel));

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal(RunOutcome.Stopped, result.Outcome);
        Assert.Equal(FeedScenario.Id(7), _scenario.Row.Position.PublishedThrough);
        AssertNothingLost(repeats: 0);
    }

    [Fact]
    public void RunAsync_StoppedInThePauseBeforeARetry_DoesNotWaitItOut()
    {
        _scenario.Hub.Script.Next(SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventHub, TimeSpan.FromSeconds(60))));
        using ITimer stop = _scenario.Time.CreateTimer(_ => _shutdown.Cancel(), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal((RunOutcome.Stopped, TimeSpan.FromSeconds(5)), (result.Outcome, result.Duration));
        AssertNothingLost(repeats: 0);
    }

    [Fact]
    public void RunAsync_FailsWhileTheAppIsStopping_IsStoppedAndNotRetried()
    {
        _scenario.Hub.Script.Next(new SeamFault { OnArrival = _shutdown.Cancel, Before = Failures.Transient(IngestionTarget.EventHub) });

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal((RunOutcome.Stopped, 0), (result.Outcome, result.Tally.Retries));
        AssertNothingLost(repeats: 0);
    }

    [Fact]
    public void RunAsync_StoppedInTheFirstRun_KeepsTheStart()
    {
        var fresh = new FeedScenario().Arrive(1, 2);
        fresh.Store.Script.Next(null, SeamFault.Observe(_shutdown.Cancel));

        Assert.Equal(RunOutcome.Stopped, fresh.Run(_shutdown.Token).Outcome);
        Assert.NotNull(fresh.Row.Position.StartTime);
        Assert.Equal(FeedScenario.Ids(1, 2), fresh.Drain().Hub.Ids);
    }

    [Theory]
    [InlineData("read", false)]
    [InlineData("page", false)]
    [InlineData("publish", false)]
    [InlineData("publish", true)]
    [InlineData("commit", false)]
    [InlineData("commit", true)]
    public void RunAsync_OneSideNeverAnswers_EndsAtTheHardStopWithAName(string phase, bool afterTheWork)
    {
        var hang = new SeamFault { HangsBefore = !afterTheWork, HangsAfter = afterTheWork };
        Script(phase).Next(phase == "commit" ? [null, hang] : [hang]);

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal((RunOutcome.BudgetSpent, HardStop), (result.Outcome, result.Duration));
        Assert.False(result.IsFailed);
        AssertNothingLost(repeats: phase == "publish" && afterTheWork || phase == "commit" && !afterTheWork ? 3 : 0);
    }

    [Fact]
    public void RunAsync_PageAheadNeverAnswers_CommitsWhatIsThereFirst()
    {
        var scenario = new FeedScenario { Maximum = 3 };
        scenario.Arrive(1, 9).Run();
        scenario.Maximum = 100;
        scenario.Api.Script.Next(null, new SeamFault { HangsBefore = true });

        RunResult result = scenario.Run();

        Assert.Equal((RunOutcome.BudgetSpent, 3), (result.Outcome, result.Tally.Events));
        Assert.Equal(FeedScenario.Ids(1, 9), scenario.Drain().Hub.Ids);
    }

    [Fact]
    public void RunAsync_MaximumReachedWhileAPageIsAhead_CancelsIt()
    {
        var scenario = new FeedScenario { Maximum = 10 };
        scenario.Arrive(1, 40).Run();
        scenario.Hub.Script.Next(new SeamFault { Before = Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.HubNotFound) });
        scenario.Maximum = 1000;
        scenario.Api.Script.Next(null, new SeamFault { HangsBefore = true });

        RunResult result = scenario.Run();

        Assert.Equal((RunOutcome.Failed, TimeSpan.Zero), (result.Outcome, result.Duration));
        Assert.Equal(FeedScenario.Ids(1, 40), scenario.Drain().Hub.Ids);
    }

    [Fact]
    public void RunAsync_EachBatchTakesAMinute_BeginsNoneAfterTheBudget()
    {
        _scenario.Arrive(13, 60);
        _scenario.Hub.Script.Decide = _ => SeamFault.Observe(() => _scenario.Time.Advance(TimeSpan.FromMinutes(1)));

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal((RunOutcome.BudgetSpent, 4, TimeSpan.FromMinutes(4)), (result.Outcome, result.Tally.Batches, result.Duration));
        Assert.Equal("BudgetSpent", _scenario.Row.LastOutcome);
        _scenario.Hub.Script.Decide = null;
        AssertNothingLost(repeats: 0, last: 60);
    }

    [Fact]
    public void RunAsync_EndlessEmptyPagesThatLeadOn_EndsWithTheBudget()
    {
        int page = 0;
        _scenario.Api.Script.Decide = _ => SeamFault.Observe(() =>
        {
            _scenario.Api.Bodies.Enqueue(EventPages.Body($"next-{++page}", true));
            _scenario.Time.Advance(TimeSpan.FromSeconds(1));
        });

        RunResult result = _scenario.Run(_shutdown.Token);

        Assert.Equal(RunOutcome.BudgetSpent, result.Outcome);
        Assert.InRange(result.Tally.Pages, 239, 241);
        Assert.Equal(FeedPosition.AtCursor($"next-{result.Tally.Pages}"), _scenario.Row.Position);
    }

    private SeamScript Script(string phase) => phase switch
    {
        "page" => _scenario.Api.Script,
        "publish" => _scenario.Hub.Script,
        _ => _scenario.Store.Script,
    };

    private void AssertNothingLost(int repeats = 0, int last = 12)
    {
        _scenario.Drain();
        Assert.Equal(FeedScenario.Ids(1, last), _scenario.Hub.Ids.Distinct());
        Assert.Equal(repeats, _scenario.Hub.Ids.Count() - last);
    }
}
