using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

public sealed class FeedIngesterTests
{
    private readonly FeedScenario _scenario = new();

    [Fact]
    public void RunAsync_FirstRun_StoresTheStartBeforeTheFirstRequest()
    {
        FeedState? atFirstRequest = null;
        _scenario.Api.Script.Next(null, SeamFault.Observe(() => atFirstRequest = _scenario.Store.Peek(_scenario.Feed)));

        _scenario.Run();

        Assert.NotNull(atFirstRequest);
        Assert.Equal(SteppedTime.Epoch.AddDays(-1), atFirstRequest.Position.StartTime);
        Assert.Equal(100, atFirstRequest.Position.PageSize);
        Assert.Equal(SteppedTime.Epoch.AddDays(-1), atFirstRequest.FirstStartTime);
    }

    [Fact]
    public void RunAsync_ApiDownOnDayOneAndBackOnDayThree_LosesNothing()
    {
        _scenario.Arrive(1, 5);
        _scenario.Api.Script.Decide = _ => SeamFault.Refuse(Failures.Transient(IngestionTarget.EventsApi));
        Assert.Equal(RunOutcome.Failed, _scenario.Run().Outcome);

        _scenario.Api.Script.Decide = null;
        _scenario.Time.Advance(TimeSpan.FromDays(2));
        _scenario.Run();

        Assert.Equal(FeedScenario.Ids(1, 5), _scenario.Hub.Ids);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(999, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000)]
    [InlineData(int.MaxValue, 1000)]
    public void RunAsync_FirstRun_AsksForPagesOfTheMaximumButAtMostAThousand(int maximum, int pageSize)
    {
        _scenario.Maximum = maximum;

        _scenario.Run();

        Assert.Equal(pageSize, Assert.Single(_scenario.Api.Requests).PageSize);
    }

    [Fact]
    public void RunAsync_NothingNew_MakesOneReadAndOneRequestAndWritesNothing()
    {
        _scenario.Arrive(1, 3).Drain();
        int writes = _scenario.Store.Writes;
        _scenario.Store.Script.Calls.Clear();
        _scenario.Api.Script.Calls.Clear();
        _scenario.Hub.Script.Calls.Clear();
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));

        RunResult result = _scenario.Run();

        Assert.Equal(RunOutcome.CaughtUp, result.Outcome);
        Assert.Equal(["read"], _scenario.Store.Script.Calls);
        Assert.Equal(["page"], _scenario.Api.Script.Calls);
        Assert.Empty(_scenario.Hub.Script.Calls);
        Assert.Equal(writes, _scenario.Store.Writes);
        Assert.Equal(1, result.Tally.Requests);
    }

    [Fact]
    public void RunAsync_NothingNewForAQuarterOfAnHour_RefreshesTheRowOnce()
    {
        _scenario.Arrive(1, 3).Drain();
        int writes = _scenario.Store.Writes;

        for (int minute = 1; minute <= 30; minute++)
        {
            _scenario.Time.Advance(TimeSpan.FromMinutes(1));
            _scenario.Run();
        }

        Assert.Equal(2, _scenario.Store.Writes - writes);
        Assert.Equal(_scenario.Time.GetUtcNow(), _scenario.Row.LastRunTime);
    }

    [Fact]
    public void RunAsync_SmallBacklog_PublishesInOneBatchAndWritesTheRowOnce()
    {
        _scenario.Run();
        int writes = _scenario.Store.Writes;
        _scenario.Arrive(1, 7);

        RunResult result = _scenario.Run();

        Assert.Equal(RunOutcome.CaughtUp, result.Outcome);
        Assert.Equal(FeedScenario.Ids(1, 7), _scenario.Hub.Ids);
        Assert.Equal(1, _scenario.Store.Writes - writes);
        Assert.Equal("CaughtUp", _scenario.Row.LastOutcome);
        Assert.Equal(7, _scenario.Row.TotalEvents);
        Assert.Equal(7, result.Tally.Events);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 3)]
    [InlineData(7, 100)]
    [InlineData(10, 4)]
    [InlineData(23, 5)]
    [InlineData(24, 5)]
    [InlineData(25, 5)]
    public void RunAsync_AnyMaximumAndBatchSize_PublishesExactlyTheMaximumEachTimeAndEveryEventOnce(int maximum, int batchSize)
    {
        _scenario.Arrive(1, 24);
        (_scenario.Maximum, _scenario.Hub.BatchSize) = (maximum, batchSize);

        for (int left = 24; left > 0; left -= maximum)
        {
            RunResult result = _scenario.Run();
            Assert.Equal(Math.Min(maximum, left), result.Tally.Events);
            Assert.Equal(left > maximum ? RunOutcome.MaximumReached : RunOutcome.CaughtUp, result.Outcome);
            Assert.Equal(left > maximum, result.HasMore);
        }

        Assert.Equal(FeedScenario.Ids(1, 24), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_MaximumChangesBetweenRuns_CutsPagesExactlyAndRepeatsNothing()
    {
        _scenario.Arrive(1, 60);
        int[] maxima = [10, 3, 4, 17, 1, 25];

        foreach (int maximum in maxima)
        {
            _scenario.Maximum = maximum;
            Assert.Equal(maximum, _scenario.Run().Tally.Events);
        }

        Assert.Equal(FeedScenario.Ids(1, 60), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_CutPageAskedForAgain_SkipsTheFrontAndCountsIt()
    {
        _scenario.Arrive(1, 20);
        _scenario.Maximum = 20;
        _scenario.Api.Script.Calls.Clear();
        _scenario.Store.Put(_scenario.Feed, Fresh(FeedPosition.AtTime(SteppedTime.Epoch.AddDays(-1), 20).After(12, FeedScenario.Id(12))));

        RunResult result = _scenario.Run();

        Assert.Equal(FeedScenario.Ids(13, 20), _scenario.Hub.Ids);
        Assert.Equal(12, result.Tally.RepeatsAvoided);
        Assert.DoesNotContain(_scenario.Log.Entries, entry => entry.Id == 301);
    }

    [Theory]
    [InlineData("EVENT000005", 6)]
    [InlineData("GONE", 1)]
    public void RunAsync_CutPageComesBackDifferent_LooksTheEventUpOrRepeatsThePage(string publishedThrough, int firstPublished)
    {
        _scenario.Arrive(1, 8);
        _scenario.Store.Put(_scenario.Feed, Fresh(FeedPosition.AtTime(SteppedTime.Epoch.AddDays(-1), 20).After(9, publishedThrough)));

        _scenario.Run();

        Assert.Equal(FeedScenario.Ids(firstPublished, 8), _scenario.Hub.Ids);
        Assert.Contains(_scenario.Log.Entries, entry => entry is { Id: 301, Level: LogLevel.Warning });
    }

    [Fact]
    public void RunAsync_SameUuidTwiceInACutPage_GoesOnAtTheStoredPlaceNotAtTheFirstOfTheTwo()
    {
        foreach (int number in new[] { 1, 2, 3, 2, 4 })
        {
            _scenario.Arrive(number, number);
        }

        _scenario.Store.Put(_scenario.Feed, Fresh(FeedPosition.AtTime(SteppedTime.Epoch.AddDays(-1), 20).After(4, FeedScenario.Id(2))));

        _scenario.Run();

        Assert.Equal([FeedScenario.Id(4)], _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_WhileABatchIsHeld_FetchesTheNextPageAndNotMoreAndStoresNothing()
    {
        _scenario.Arrive(1, 30);
        _scenario.Maximum = 10;
        _scenario.Run();
        _scenario.Maximum = 1000;
        int requests = _scenario.Api.Requests.Count;
        FeedPosition before = _scenario.Row.Position;
        _scenario.Hub.Script.Next(SeamFault.Observe(() =>
        {
            Assert.Equal(2, _scenario.Api.Requests.Count - requests);
            Assert.Equal(before, _scenario.Row.Position);
        }));

        Assert.Equal(20, _scenario.Run().Tally.Events);
        Assert.Equal(2, _scenario.Hub.Batches.Count - 1);
    }

    [Fact]
    public void RunAsync_PageUsesUpTheMaximum_DoesNotFetchAhead()
    {
        _scenario.Arrive(1, 30);
        _scenario.Maximum = 10;

        _scenario.Run();

        Assert.Single(_scenario.Api.Requests);
    }

    [Fact]
    public void RunAsync_SeveralBatches_CommitsEachBeforeTheNextIsSent()
    {
        _scenario.Arrive(1, 20);
        _scenario.Hub.BatchSize = 6;
        var positions = new List<int>();
        _scenario.Hub.Script.Decide = _ => SeamFault.Observe(() => positions.Add(_scenario.Row.Position.PublishedInPage));

        _scenario.Run();

        Assert.Equal([0, 6, 12, 18], positions);
        Assert.Equal(0, _scenario.Row.Position.PublishedInPage);
        Assert.NotNull(_scenario.Row.Position.Cursor);
    }

    [Fact]
    public void RunAsync_HubAnswersAfterTheRowWasLookedAt_RowIsUnchangedUntilThen()
    {
        _scenario.Arrive(1, 5);
        _scenario.Run();
        _scenario.Arrive(6, 9);
        FeedState before = _scenario.Row;
        FeedState? after = null;
        _scenario.Hub.Script.Next(new SeamFault { OnDone = () => after = _scenario.Row });

        _scenario.Run();

        Assert.Equal(before.ETag, after!.ETag);
        Assert.NotEqual(before.ETag, _scenario.Row.ETag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RunAsync_SwitchedOff_TouchesNothing(bool isOnlyThisFeed)
    {
        var off = new FeedScenario { FetchEvents = isOnlyThisFeed, EnabledFeeds = isOnlyThisFeed ? [EventFeed.SignInAttempts] : EventFeed.All };

        RunResult result = off.Run();

        Assert.Equal(RunOutcome.Disabled, result.Outcome);
        Assert.False(result.IsFailed);
        Assert.Empty(off.Store.Script.Calls);
        Assert.Empty(off.Api.Script.Calls);
    }

    [Fact]
    public void RunAsync_SecondRunInTheSameProcess_EndsAtOnceAsSuperseded()
    {
        FeedIngester ingester = _scenario.CreateIngester();
        RunResult? second = null;
        _scenario.Api.Script.Next(null, SeamFault.Observe(() =>
            second = ingester.RunAsync(_scenario.Feed, CancellationToken.None).GetAwaiter().GetResult()));

        RunResult first = new RunPump(_scenario.Time).Run(() => ingester.RunAsync(_scenario.Feed, CancellationToken.None));
        RunResult third = new RunPump(_scenario.Time).Run(() => ingester.RunAsync(_scenario.Feed, CancellationToken.None));

        Assert.Equal((RunOutcome.Superseded, "Another run of this feed is under way in this process."), (second!.Outcome, second.Error));
        Assert.Equal(RunOutcome.CaughtUp, first.Outcome);
        Assert.Equal(RunOutcome.CaughtUp, third.Outcome);
    }

    private static FeedState Fresh(FeedPosition position) => new() { Position = position, TokenFingerprint = "fingerprint" };
}
