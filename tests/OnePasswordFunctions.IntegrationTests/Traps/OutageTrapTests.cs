using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Traps;

/// <summary>Traps in errors and outages. An hour or a week is as many failed runs, and events that old: nothing here waits.</summary>
public sealed class OutageTrapTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task UnauthorizedWithAJsonBody_IsNotTakenForAPage()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 15);
        await scenario.RunAsync();
        FeedState before = await scenario.StateAsync(EventFeed.AuditEvents);
        foreach (string body in new[] { "usual", "flat", "html", "empty" })
        {
            scenario.Simulator.AddFault($"auditevents:status=401,count=1,body={body}");
            Assert.Equal(("Failed", "Unauthorized", 0), (await scenario.RunAsync()).Summary());
        }

        Assert.Equal(before.Position, (await scenario.StateAsync(EventFeed.AuditEvents)).Position);
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task StoredCursorIsAnswered400_HealsInTheRunWithoutLossOrRepeat()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 60, maximum: 40);
        await scenario.RunAsync();
        scenario.Simulator.Pages.ExpireCursors();

        RecordedRun run = await scenario.RunAsync();

        Assert.Equal(("CaughtUp", "None", 20), run.Summary());
        Assert.Equal(1, run.CursorRecoveries);
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task SendFailsForMoreThanAnHour_EveryRunFailsAndNothingIsGivenUp()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 30, maximum: 20);
        await scenario.RunAsync();
        FeedState before = await scenario.StateAsync(EventFeed.AuditEvents);
        scenario.Hub.AddFault("unauthorized");
        for (int minute = 0; minute < 61; minute++)
        {
            Assert.Equal(("Failed", "Unauthorized", 0), (await scenario.RunAsync()).Summary());
        }

        FeedState after = await scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal((before.Position, before.LastSuccessTime, 20), (after.Position, after.LastSuccessTime, (int)after.TotalEvents));
        scenario.Hub.Faults.Clear();
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task OutageOfMoreThanSevenDays_ReadsAllOfItAfterwards()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 400, maximum: 50, new()
        {
            Simulator = api => api.History = TimeSpan.FromDays(12),
            Settings = new Dictionary<string, string> { ["OnePassword__InitialLookback"] = "13.00:00:00" },
        });
        await scenario.RunAsync();
        scenario.Simulator.AddFault("auditevents:token-revoked");
        for (int run = 0; run < 3; run++)
        {
            Assert.Equal(("Failed", "Unauthorized", 0), (await scenario.RunAsync()).Summary());
        }

        // What is unread now begins more than a week ago, and a fresh start would begin an hour ago.
        Assert.True(DateTimeOffset.UtcNow - (await scenario.StateAsync(EventFeed.AuditEvents)).LastEventTime > TimeSpan.FromDays(10));
        scenario.Simulator.Faults.Clear();
        await scenario.RestartAsync(("OnePassword__InitialLookback", "01:00:00"));
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task ServerThatNeverAnswers_RunEndsByItselfWithAName()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 15);
        await scenario.DrainAsync();
        await scenario.RestartAsync(("OnePassword__MaxRunDuration", "00:00:05"));
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(5, TimeSpan.FromHours(1), 0);
        FeedState before = await scenario.StateAsync(EventFeed.AuditEvents);
        scenario.Simulator.AddFault("auditevents:hold");

        RecordedRun run = await scenario.RunAsync();

        // On a slow machine the time may be up before the request is sent.
        Assert.True(run is { Outcome: "BudgetSpent" or "Failed", Events: 0, Requests: <= 1 }, $"{run}");
        Assert.Equal(before.Position, (await scenario.StateAsync(EventFeed.AuditEvents)).Position);
        scenario.Simulator.Faults.Clear();
        await scenario.RestartAsync();
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }
}
