using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Traps;

/// <summary>Traps in how a position is stored, and when.</summary>
public sealed class StateTrapTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int BatchBytes = 8192;

    [Fact]
    public async Task TornStateWrite_WorkerDiesInTheMiddle_OldPositionIsWhole()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 60, maximum: 20, new() { BatchBytes = BatchBytes });
        await scenario.RunAsync();
        FeedState before = await scenario.StateAsync(EventFeed.AuditEvents);
        ActiveFault torn = scenario.Table.AddFault("write:slow-body,count=1");
        Task<InvocationResult> run = scenario.InvokeAsync(EventFeed.AuditEvents);
        await Eventually.TrueAsync(() => torn.Struck == 1 && scenario.Table.IsWaiting, "half of a row is on its way");
        await scenario.KillAsync();
        Assert.False((await run).Succeeded);

        Assert.Equal(before.ETag, (await scenario.StateAsync(EventFeed.AuditEvents)).ETag);
        scenario.Table.Faults.Clear();
        await scenario.DrainAsync();
        scenario.AssertDelivered(repeats: scenario.LargestBatch);

        // A row that another program left half written is not taken for a first run, which would read a day again.
        await scenario.Rows.OverwriteAsync(EventFeed.AuditEvents, """{"CommitCount":"7","TotalEvents":"60"}""");
        Assert.Equal(("Failed", "StateUnavailable", 0), (await scenario.RunAsync()).Summary());
    }

    [Fact]
    public async Task SendFails_StateIsNotSavedBeforeIt()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 60, maximum: 60, new() { BatchBytes = BatchBytes });
        scenario.Hub.AddFault("unauthorized,after=2");

        RecordedRun run = await scenario.RunAsync();

        Assert.Equal(("Failed", "Unauthorized", 2), (run.Outcome, run.Failure, run.Batches));
        FeedState state = await scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal((scenario.Hub.Count, (long)run.Events), (state.TotalEvents, state.TotalEvents));
        await scenario.KillAsync();
        scenario.Hub.Faults.Clear();
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Restart_BetweenAllRuns_GoesOnWhereItWas()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 35);
        foreach (int expected in new[] { 10, 10, 10, 5, 0 })
        {
            Assert.Equal(expected, (await scenario.RunAsync()).Events);
            await scenario.RestartAsync();
        }

        scenario.AssertDelivered();
    }
}
