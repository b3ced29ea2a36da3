using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

public sealed class TimerTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task ThreeTimers_ABacklog_IsInTheHubOnceUnchangedAndInOrder()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 5000, Simulator = api => api.LateShare = 0.01 });

        RecordedRun[] runs = await Task.WhenAll(EventFeed.All.Select(feed => scenario.RunAsync(feed)));

        Assert.All(runs, run => Assert.Equal(("CaughtUp", "None", 5000), (run.Outcome, run.Failure, run.Events)));
        Assert.Equal(15000, scenario.AssertDelivered().Published);
    }

    [Fact]
    public async Task FirstRun_NothingStored_StoresTheStartBeforeTheFirstRequest()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3 });
        ActiveFault held = scenario.Table.AddFault("write:hold,count=1");
        Task<RecordedRun> run = scenario.RunAsync(EventFeed.AuditEvents);
        await Eventually.TrueAsync(() => held.Struck == 1, "the first write");
        Assert.Equal(0, scenario.Simulator.Requests.Count);

        scenario.Table.Faults.Remove(held);
        await run;

        FeedState state = await scenario.StateAsync(EventFeed.AuditEvents);
        Assert.InRange(DateTimeOffset.UtcNow - state.FirstStartTime!.Value, TimeSpan.FromDays(1), TimeSpan.FromDays(1) + TimeSpan.FromMinutes(10));
        await scenario.Log.ExpectAsync(101, Microsoft.Extensions.Logging.LogLevel.Information);
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task FirstRun_ApiIsDownForALongTime_NextRunStartsWhereTheFirstWould()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3, RunDuration = TimeSpan.FromSeconds(5) });
        ActiveFault down = scenario.Simulator.AddFault("status=401");
        Assert.Equal("Unauthorized", (await scenario.RunAsync(EventFeed.SignInAttempts)).Failure);
        DateTimeOffset? start = (await scenario.StateAsync(EventFeed.SignInAttempts)).FirstStartTime;
        Assert.NotNull(start);

        scenario.Simulator.Faults.Remove(down);
        await scenario.RestartAsync(("OnePassword__InitialLookback", "00:00:00"));
        await scenario.DrainAsync(EventFeed.SignInAttempts);

        Assert.Equal(start, (await scenario.StateAsync(EventFeed.SignInAttempts)).FirstStartTime);
        Assert.Equal(3, scenario.Ledger.Compare().Published);
    }

    [Fact]
    public async Task Run_NothingNew_CostsOneTableReadAndOneApiCallAndWritesNothing()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 10 });
        await scenario.DrainAsync(EventFeed.ItemUsageActions);
        FeedState before = await scenario.StateAsync(EventFeed.ItemUsageActions);
        (int reads, int writes, int creates, long calls) = Counts(scenario);
        (long, int, int, int) hub = OfTheHub(scenario);

        for (int run = 1; run <= 3; run++)
        {
            RecordedRun idle = await scenario.RunAsync(EventFeed.ItemUsageActions);

            Assert.Equal(("CaughtUp", 0, 1, 0), (idle.Outcome, idle.Events, idle.Requests, idle.Commits));
            Assert.Equal((reads + run, writes, creates, calls + run), Counts(scenario));
            Assert.Equal(hub, OfTheHub(scenario));
        }

        Assert.Equal(before.ETag, (await scenario.StateAsync(EventFeed.ItemUsageActions)).ETag);
    }

    [Fact]
    public async Task Run_NothingNewInAFreshWorker_DoesNotTouchTheHub()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 10 });
        await scenario.DrainAsync();
        await scenario.RestartAsync();
        int connections = scenario.Hub.Connections.Count;

        await scenario.DrainAsync();

        Assert.Equal(connections, scenario.Hub.Connections.Count);
    }

    [Fact]
    public async Task Run_OneFeedIsBroken_TheOtherTwoFlow()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 1500 });
        scenario.Simulator.AddFault("itemusages:status=403");

        RecordedRun[] runs = await Task.WhenAll(EventFeed.All.Select(feed => scenario.RunAsync(feed)));

        Assert.Equal(["CaughtUp", "Failed", "CaughtUp"], runs.Select(run => run.Outcome));
        Assert.Equal([1500, 0, 1500], scenario.Ledger.Compare().Feeds.Select(feed => feed.Published));
        scenario.Simulator.Faults.Clear();
        await scenario.DrainAsync(EventFeed.ItemUsageActions);
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Run_OneFeedHangs_TheOtherTwoFlow()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 50 });
        ActiveFault hanging = scenario.Simulator.AddFault("auditevents:hold");
        Task<RecordedRun> stuck = scenario.RunAsync(EventFeed.AuditEvents);
        await Eventually.TrueAsync(() => hanging.Struck > 0, "the request that is not answered");

        await scenario.DrainAsync(EventFeed.ItemUsageActions, EventFeed.SignInAttempts);

        Assert.False(stuck.IsCompleted);
        Assert.Equal([0, 50, 50], scenario.Ledger.Compare().Feeds.Select(feed => feed.Published));
        scenario.Simulator.Faults.Remove(hanging);
        Assert.Equal("CaughtUp", (await stuck).Outcome);
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Run_FeedIsSwitchedOff_IsDisabledAndTouchesNothing()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 5,
            Settings = new Dictionary<string, string> { ["OnePassword__EventTypes"] = "audit events, SIGNINATTEMPTS" },
        });

        Assert.Equal("Disabled", (await scenario.RunAsync(EventFeed.ItemUsageActions)).Outcome);
        Assert.Equal((0, 0, 0, 0L), Counts(scenario));

        await scenario.DrainAsync(EventFeed.AuditEvents, EventFeed.SignInAttempts);
        Assert.Equal([5, 0, 5], scenario.Ledger.Compare().Feeds.Select(feed => feed.Published));
    }

    private static (int Reads, int Writes, int Creates, long Calls) Counts(IngestionScenario scenario) =>
        (scenario.Table.CountOf("read"), scenario.Table.CountOf("write"), scenario.Table.CountOf("create"), scenario.Simulator.Requests.Count);

    // Bytes alone would not do: a connection that is open says now and then that it is.
    private static (long Sends, int Connections, int Links, int Tokens) OfTheHub(IngestionScenario scenario) => (
        scenario.Hub.Sends.Count, scenario.Hub.Connections.Count,
        scenario.Hub.Connections.Sum(connection => connection.AttachCount), scenario.Hub.Connections.Sum(connection => connection.Tokens.Count));
}
