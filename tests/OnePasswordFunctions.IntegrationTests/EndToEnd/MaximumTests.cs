using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

public sealed class MaximumTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string Setting = "OnePassword__MaxSignInAttemptsPerFetch";

    [Fact]
    public async Task Run_MaximumChangesBetweenRuns_IsExactAndCutsPagesWithoutLossOrRepeat()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 600, Maximum = 10 });
        Assert.Equal(10, (await RunOnceAsync(scenario, 10)).Events);
        foreach (int maximum in new[] { 25, 3, 1, 7, 100, 44, 1000 })
        {
            await scenario.RestartAsync((Setting, $"{maximum}"));

            RecordedRun run = await RunOnceAsync(scenario, maximum);

            long left = 600 - scenario.Ledger.Compare().Published;
            Assert.True(run.Events == maximum || left == 0, $"{run}");
        }

        await scenario.DrainAsync(EventFeed.SignInAttempts);
        Assert.Equal(600, scenario.Ledger.Compare().Published);
        Assert.Equal(0, scenario.Ledger.Compare().Repeated);
    }

    [Fact]
    public async Task Run_MaximumEndsInsideAPage_PositionSaysHowFar()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 100, Maximum = 10 });
        await RunOnceAsync(scenario, 10);
        await scenario.RestartAsync((Setting, "14"));

        Assert.Equal(("MaximumReached", 14), Summary(await RunOnceAsync(scenario, 14)));

        FeedState state = await scenario.StateAsync(EventFeed.SignInAttempts);
        Assert.Equal(4, state.Position.PublishedInPage);
        Assert.NotNull(state.Position.PublishedThrough);
        RecordedRun next = await RunOnceAsync(scenario, 14);
        Assert.Equal((14, 4), (next.Events, next.RepeatsAvoided));
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Run_MaximumAboveTheLargestPage_ReadsSeveralPagesAndCutsTheLast()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 4000, Maximum = 2500 });

        Assert.Equal(("MaximumReached", 2500), Summary(await RunOnceAsync(scenario, 2500)));
        Assert.Equal(("CaughtUp", 1500), Summary(await RunOnceAsync(scenario, 2500)));

        await scenario.DrainAsync();
        scenario.AssertDelivered();
        Assert.All(scenario.Simulator.Requests.ToList().Where(request => request.Items > 0), request => Assert.Equal(1000, request.PageSize));
    }

    private static (string Outcome, int Events) Summary(RecordedRun run) => (run.Outcome, run.Events);

    private static async Task<RecordedRun> RunOnceAsync(IngestionScenario scenario, int maximum)
    {
        long before = scenario.Hub.Count;
        RecordedRun run = await scenario.RunAsync(EventFeed.SignInAttempts);
        Assert.InRange(run.Events, 0, maximum);
        Assert.Equal(run.Events, scenario.Hub.Count - before);
        return run;
    }
}
