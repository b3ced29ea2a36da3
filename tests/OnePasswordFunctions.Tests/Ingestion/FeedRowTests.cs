using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>What a run leaves in the feed's row, and how often it writes it.</summary>
public sealed class FeedRowTests
{
    private readonly FeedScenario _scenario = new FeedScenario().Arrive(1, 5);

    public FeedRowTests()
    {
        _scenario.Drain();
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
    }

    private DateTimeOffset Now => _scenario.Time.GetUtcNow();

    [Fact]
    public void RunAsync_SeveralBatches_CountsItsCommitsInTheRowAndInTheRun()
    {
        (int writes, long commits) = (_scenario.Store.Writes, _scenario.Row.CommitCount);
        _scenario.Hub.BatchSize = 2;

        RunResult result = _scenario.Arrive(6, 9).Run();

        Assert.Equal((2, 2, commits + 2), (_scenario.Store.Writes - writes, result.Tally.Commits, _scenario.Row.CommitCount));
        Assert.Equal((result.RunId, Now), (_scenario.Row.RunId, _scenario.Row.LastRunTime));
    }

    [Fact]
    public void RunAsync_MaximumReached_IsWrittenWithTheBatchThatReachesIt()
    {
        int writes = _scenario.Store.Writes;
        DateTimeOffset? caughtUp = _scenario.Row.CaughtUpTime;
        _scenario.Maximum = 3;

        _scenario.Arrive(6, 9).Run();

        Assert.Equal((1, "MaximumReached"), (_scenario.Store.Writes - writes, _scenario.Row.LastOutcome));
        Assert.Equal((Now, caughtUp), (_scenario.Row.LastSuccessTime, _scenario.Row.CaughtUpTime));
    }

    /// <summary>A crash after it must not leave a row that calls the feed caught up.</summary>
    [Fact]
    public void RunAsync_BatchesAndPagesFollow_SaysThatItHasCaughtUpOnlyBehindTheLast()
    {
        var scenario = new FeedScenario { Maximum = 4, Hub = new RecordingEventPublisher { BatchSize = 2 } };
        scenario.Run();
        DateTimeOffset? before = scenario.Row.CaughtUpTime;
        scenario.Time.Advance(TimeSpan.FromMinutes(1));
        scenario.Maximum = 100;
        var seen = new List<DateTimeOffset?>();
        scenario.Hub.Script.Decide = _ => SeamFault.Observe(() => seen.Add(scenario.Row.CaughtUpTime));

        Assert.Equal(8, scenario.Arrive(1, 8).Run().Tally.Events);

        Assert.Equal([before, before, before, before], seen);
        Assert.Equal(scenario.Time.GetUtcNow(), scenario.Row.CaughtUpTime);
    }

    [Fact]
    public void RunAsync_Throttled_IsNoSuccess()
    {
        DateTimeOffset? success = _scenario.Row.LastSuccessTime;
        _scenario.Api.Script.Next(SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventsApi, TimeSpan.FromMinutes(10))));

        Assert.Equal(RunOutcome.Throttled, _scenario.Run().Outcome);
        Assert.Equal(("Throttled", success), (_scenario.Row.LastOutcome, _scenario.Row.LastSuccessTime));
    }

    [Fact]
    public void RunAsync_StoppedWhileTheFeedFails_StillSaysSinceWhen()
    {
        DateTimeOffset since = Now.AddHours(-3);
        _scenario.Store.Put(_scenario.Feed, _scenario.Row with { FailingSince = since, LastOutcome = "Failed" });
        using var stop = new CancellationTokenSource();
        _scenario.Hub.Script.Next(SeamFault.Observe(stop.Cancel));
        _scenario.Hub.BatchSize = 1;

        Assert.Equal(RunOutcome.Stopped, _scenario.Arrive(6, 7).Run(stop.Token).Outcome);
        Assert.Equal(("Stopped", since), (_scenario.Row.LastOutcome, _scenario.Row.FailingSince));
    }

    [Fact]
    public void RunAsync_AnotherFailureThanBefore_IsWritten()
    {
        foreach (IngestionFailure failure in new[] { IngestionFailure.Unauthorized, IngestionFailure.InvalidResponse })
        {
            _scenario.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, failure)));
            _scenario.Run();

            Assert.Equal($"{failure}: EventsApi failed with {failure}.", _scenario.Row.LastError);
        }
    }

    [Fact]
    public void RunAsync_RowDoesNotSayWhenItWasWritten_IsWritten()
    {
        _scenario.Store.Put(_scenario.Feed, _scenario.Row with { LastRunTime = null });

        _scenario.Run();

        Assert.Equal(Now, _scenario.Row.LastRunTime);
    }

    [Theory]
    [InlineData(14, "found")]
    [InlineData(15, "newer")]
    public void RunAsync_NothingNewBehindANewerCursor_TakesItAlongWithTheHeartbeat(int minutes, string expected)
    {
        _scenario.Store.Put(_scenario.Feed, _scenario.Row with { Position = FeedPosition.AtCursor("found"), LastRunTime = Now });
        _scenario.Time.Advance(TimeSpan.FromMinutes(minutes));
        _scenario.Api.Bodies.Enqueue(EventPages.Body("newer", false));

        _scenario.Run();

        Assert.Equal(FeedPosition.AtCursor(expected), _scenario.Row.Position);
    }

    [Fact]
    public void RunAsync_TableDoesNotAnswerAtTheEnd_KeepsTheOutcome()
    {
        _scenario.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized)));
        _scenario.Store.Script.Next(null, new SeamFault { HangsBefore = true });

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.Failed, IngestionFailure.Unauthorized, TimeSpan.FromSeconds(255)), (result.Outcome, result.Failure, result.Duration));
    }

    [Fact]
    public void RunAsync_TableCanNotBeWritten_IsNotAskedOnceMoreForTheEnd()
    {
        _scenario.Arrive(6, 7);
        _scenario.Store.Script.Calls.Clear();
        _scenario.Store.Script.Decide = call => call == "commit" ? SeamFault.Refuse(Failures.StateUnavailable()) : null;

        _scenario.Run();

        Assert.Equal(["read", .. Enumerable.Repeat("commit", 1 + RetryPolicy.MaximumRetries)], _scenario.Store.Script.Calls);
    }

    [Fact]
    public void RunAsync_AnotherRunWasFirst_WritesNothingMore()
    {
        _scenario.Hub.Script.Next(SeamFault.Observe(() => _scenario.Store.Put(_scenario.Feed, _scenario.Row with { RunId = "other" })));
        _scenario.Store.Script.Calls.Clear();

        Assert.Equal(RunOutcome.Superseded, _scenario.Arrive(6, 7).Run().Outcome);
        Assert.Equal(["read", "commit"], _scenario.Store.Script.Calls);
        Assert.Single(_scenario.Log.Entries, entry => entry.Id == 105);
    }
}
