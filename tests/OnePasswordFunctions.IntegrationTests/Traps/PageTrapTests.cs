using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Traps;

/// <summary>Traps in pages and cursors, each of which has broken a collector of these feeds.</summary>
public sealed class PageTrapTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task SameCursorReturnedAgain_EveryPage_EndsTheRunAndRepeatsNothing()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 40);
        await scenario.RunAsync();
        await scenario.RestartAsync(("OnePassword__MaxAuditEventsPerFetch", "1000"));
        var stuck = scenario.Simulator.AddFault("auditevents:same-cursor");

        Assert.Equal(("Stalled", "None", 10), (await scenario.RunAsync()).Summary());
        RecordedRun again = await scenario.RunAsync();

        // The page that does not move was published whole, so asking for it again publishes nothing and asks for nothing more.
        Assert.Equal((0, 1), (again.Events, again.Requests));
        scenario.Simulator.Faults.Remove(stuck);
        Assert.Equal(("CaughtUp", "None", 20), (await scenario.RunAsync()).Summary());
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task HasMoreIsFalseBeforeTheLastEvents_OncePerRun_LaterRunsReadTheRest()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 40);
        await scenario.RunAsync();
        await scenario.RestartAsync(("OnePassword__MaxAuditEventsPerFetch", "1000"));
        for (int left = 30; left > 0; left -= 10)
        {
            // A page without has_more says that there is no more, and there is.
            scenario.Simulator.AddFault("auditevents:has-more-missing,count=1");
            Assert.Equal(("CaughtUp", "None", 10), (await scenario.RunAsync()).Summary());
        }

        Assert.Equal(("CaughtUp", "None", 0), (await scenario.RunAsync()).Summary());
        scenario.AssertDelivered();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FollowUpAfterTheFinalPage_AgainAndAgain_PublishesNothingUntilThereIsNews(bool freshCursor)
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 10, options: new() { Simulator = api => api.FreshCursorOnEmptyPage = freshCursor });
        await scenario.DrainAsync();
        for (int run = 0; run < 3; run++)
        {
            RecordedRun idle = await scenario.RunAsync();
            Assert.Equal(("CaughtUp", 0, 1, 0), (idle.Outcome, idle.Events, idle.Requests, idle.Commits));
        }

        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(1, TimeSpan.Zero, 0);
        Assert.Equal(("CaughtUp", "None", 1), (await scenario.RunAsync()).Summary());
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task EmptyObject_OnEveryPoll_IsAFailureByNameAndMovesNothing()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 25);
        await scenario.RunAsync();
        FeedState before = await scenario.StateAsync(Ingestion.EventFeed.AuditEvents);
        scenario.Simulator.AddFault("auditevents:empty-object");
        for (int poll = 0; poll < 3; poll++)
        {
            RecordedRun run = await scenario.RunAsync();
            Assert.Equal(("Failed", "InvalidResponse", 0), run.Summary());
            Assert.Equal(1, run.Requests);
        }

        FeedState after = await scenario.StateAsync(Ingestion.EventFeed.AuditEvents);
        Assert.Equal((before.Position, "Failed"), (after.Position, after.LastOutcome));
        scenario.Simulator.Faults.Clear();
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task EmptyFirstRun_NoEventYet_FindsTheFirstOneLater()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0);

        Assert.Equal(("CaughtUp", "None", 0), (await scenario.RunAsync()).Summary());
        Assert.Equal(("CaughtUp", "None", 0), (await scenario.RunAsync()).Summary());
        scenario.AddEvent("FIRST", Trap.Format(DateTimeOffset.UtcNow));

        Assert.Equal(("CaughtUp", "None", 1), (await scenario.RunAsync()).Summary());
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task ExactlyOneEvent_InARun_IsAnEventAndNotAnEmptyPage()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 1);
        foreach (int _ in Enumerable.Range(0, 3))
        {
            RecordedRun run = await scenario.RunAsync();
            Assert.Equal(("CaughtUp", 1, 1), (run.Outcome, run.Events, run.Batches));
            scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(1, TimeSpan.Zero, 0);
        }

        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }
}
