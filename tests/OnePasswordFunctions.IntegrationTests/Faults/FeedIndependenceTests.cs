using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>One feed is broken on one of the three sides; the other two flow as if nothing were, and the broken one catches up later.</summary>
public sealed class FeedIndependenceTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "one feed of three is broken";
    private const string OwnHub = "item-usage-hub";
    private const int Events = 300;

    private static readonly EventFeed Broken = EventFeed.ItemUsageActions;
    private static readonly EventFeed[] Others = [EventFeed.AuditEvents, EventFeed.SignInAttempts];

    [Theory]
    [InlineData("status=401", "Failed", "Unauthorized")]
    [InlineData("status=429,retry-after=3600", "Throttled", "Throttled")]
    [InlineData("status=503", "Failed", "Unavailable")]
    [InlineData("html", "Failed", "InvalidResponse")]
    [InlineData("reset-mid-body", "Failed", "Unavailable")]
    public Task Run_ApiIsBrokenForOneFeed_TheOtherTwoFlowAndItRecovers(string fault, string outcome, string failure) =>
        ProveAsync(outcome, failure, "EventsApi", scenario => scenario.Simulator.AddFault("itemusages:" + fault));

    [Theory]
    [InlineData("unauthorized", "Failed", "Unauthorized")]
    [InlineData("not-found,request=attach", "Failed", "HubNotFound")]
    [InlineData("busy", "Throttled", "Throttled")]
    [InlineData("reset-before", "Failed", "Unavailable")]
    public Task Run_HubOfOneFeedIsBroken_TheOtherTwoFlowAndItRecovers(string fault, string outcome, string failure) =>
        ProveAsync(outcome, failure, "EventHub", scenario => scenario.Hub.AddFault($"{OwnHub}:{fault}"));

    [Theory]
    [InlineData("""{"Cursor":""}""")]
    [InlineData("""{"Cursor":"c","PublishedInPage":"many"}""")]
    [InlineData("""{"StartTime":"yesterday"}""")]
    public async Task Run_RowOfOneFeedIsDamaged_TheOtherTwoFlowAndItRecovers(string row)
    {
        await using IngestionScenario scenario = await StartAsync();
        await scenario.BeginWithSmallPagesAsync(Broken);
        await scenario.Rows.OverwriteAsync(Broken, row);

        RecordedRun run = await RunAllAsync(scenario, "Failed", "StateUnavailable", "CursorStore");

        Assert.Contains("is damaged", run.Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (run.Requests, run.Retries));
        await scenario.BeginWithSmallPagesAsync(Broken);
        await RecoverAsync(scenario);
    }

    private async Task ProveAsync(string outcome, string failure, string target, Action<IngestionScenario> breakOne)
    {
        await using IngestionScenario scenario = await StartAsync();
        breakOne(scenario);
        await RunAllAsync(scenario, outcome, failure, target);
        scenario.ClearFaults();
        await RecoverAsync(scenario);
    }

    private Task<IngestionScenario> StartAsync() => IngestionScenario.StartAsync(fixture, new()
    {
        EventsPerFeed = Events,
        FurtherHubs = [OwnHub],
        Settings = new Dictionary<string, string> { ["EventHubName__ItemUsageActions"] = OwnHub },
    });

    private static async Task<RecordedRun> RunAllAsync(IngestionScenario scenario, string outcome, string failure, string target)
    {
        Task<RecordedRun> broken = scenario.RunAsync(Broken);
        foreach (RecordedRun run in await Task.WhenAll(Others.Select(feed => scenario.RunAsync(feed))))
        {
            Assert.Equal(("CaughtUp", "None", Events, 0), (run.Outcome, run.Failure, run.Events, run.Retries));
        }

        RecordedRun ended = await broken;
        Assert.Equal((outcome, failure, target, 0), (ended.Outcome, ended.Failure, ended.FailureTarget, ended.Events));
        Assert.Equal([Events, 0, Events], scenario.Ledger.Compare().Feeds.Select(feed => feed.Published));
        if (outcome == "Failed")
        {
            await Eventually.TrueAsync(
                () => scenario.Log.Lines.Any(line => line.Level == LogLevel.Error && line.Text.Contains(ended.RunId, StringComparison.Ordinal)), "the record at level Error");
        }

        return ended;
    }

    private async Task RecoverAsync(IngestionScenario scenario)
    {
        RecordedRun recovered = await scenario.RunAsync(Broken);
        Assert.Equal(("CaughtUp", Events), (recovered.Outcome, recovered.Events));
        figures.Add(Title, 1, 1, scenario.AssertWhole(repeats: 0));
    }
}
