using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.IntegrationTests.Writers;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>One feed goes through everything that makes a batch come twice or a page be cut; its numbers are what they would be without.</summary>
public sealed class StreamNumberTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private static readonly EventFeed Feed = EventFeed.AuditEvents;

    [Fact]
    public async Task Numbers_KillsConflictsCutPagesLostAnswersAndARejectedCursor_HaveNoGapAndARepeatCarriesItsOwn()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = false,
            Maximum = 14,
            BatchBytes = 8192,
            Proxies = true,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = 100,
        });
        await scenario.RunAsync(Feed);

        await KillWithABatchStoredAsync(scenario);
        await KillWithABatchStoredAsync(scenario);
        await LoseAnswersAsync(scenario);
        await MeetAnotherWriterAsync(scenario);
        await RejectTheCursorAsync(scenario);

        await scenario.DrainAsync(Feed);
        DeliveryReport report = scenario.AssertWhole(5 * scenario.LargestBatch);
        Assert.True(report.Repeated > 0, "Nothing came twice, so nothing was shown.");
        Assert.Equal(report.Published, (await scenario.StateAsync(Feed)).LastSequence);
        Figures.Print($"numbers: served {report.Served}, missing {report.Missing}, repeated {report.Repeated}, streams 1, gaps 0, numbers that moved 0");
    }

    private static async Task KillWithABatchStoredAsync(IngestionScenario scenario)
    {
        ActiveFault held = scenario.Hub.AddFault("hold-outcome,count=1,after=1");
        Task<InvocationResult> run = scenario.InvokeAsync(Feed);
        await Eventually.TrueAsync(() => scenario.Hub.IsHolding(held), "a batch is stored and its sender does not know");
        await scenario.KillAsync();
        Assert.False((await run).Succeeded);
        scenario.Hub.Faults.Clear();
    }

    private static async Task LoseAnswersAsync(IngestionScenario scenario)
    {
        scenario.Hub.AddFault("lose-response,count=1");
        scenario.Table.AddFault("write:lose-response,count=1,after=1");
        RecordedRun run = await scenario.RunAsync(Feed);
        Assert.True(run is { Outcome: "MaximumReached", Failure: "None", Retries: >= 2 }, $"{run}");
    }

    /// <summary>The older run stands still with a batch stored while the newer one publishes the same events.</summary>
    private static async Task MeetAnotherWriterAsync(IngestionScenario scenario)
    {
        var pause = new WorkerPause(scenario.Host);
        scenario.BatchStored += pause.BeginOnce;
        Task<RecordedRun> older = scenario.RunAsync(Feed);
        await Eventually.TrueAsync(() => pause.IsHeld, "the older run stands still");
        FunctionsHostStandIn newer = await scenario.StartHostAsync(new Dictionary<string, string> { ["OnePassword__MaxAuditEventsPerFetch"] = "17" });
        RecordedRun run = await scenario.RunAsync(Feed, newer);
        Assert.True(run is { Outcome: "MaximumReached", Events: 17 }, $"{run}");
        pause.End();
        Assert.Equal("Superseded", (await older).Outcome);
    }

    private static async Task RejectTheCursorAsync(IngestionScenario scenario)
    {
        scenario.Simulator.AddFault("auditevents:cursor-expired,count=1");
        RecordedRun run = await scenario.RunAsync(Feed);
        Assert.True(run is { CursorRecoveries: 1, Failure: "None", Events: > 0 }, $"{run}");
    }
}
