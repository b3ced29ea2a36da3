using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>The service, or the network, ends what is idle between two runs. The next run sends as if nothing had been, after a retry at the most.</summary>
public sealed class HubIdleTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "Event Hubs, idle between two runs";
    private const int Events = 30;

    public static TheoryData<string> Ends => new() { "the link is detached", "the connection is closed", "the connection is cut", "the namespace was away" };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Run_WhatWasIdleHasEnded_SendsAndRepeatsNothing(string end)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Events });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        HubConnection first = Assert.Single(scenario.Hub.Connections);
        Assert.NotEmpty(first.Links);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(Events, TimeSpan.FromHours(1), 0);

        await EndAsync(scenario.Hub, end);
        await Eventually.TrueAsync(() => first.Links.Count == 0, $"nothing is open any more: {end}");
        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.True(run is { Outcome: "CaughtUp", Events: Events, Retries: <= 1, DeadLetters: 0 }, $"{end}: {run}");
        figures.Add(Title, 1, 1, scenario.AssertWhole(repeats: 0));
    }

    [Fact]
    public async Task Run_HubThatDoesNotExist_IsNamedAndLosesNothing()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            Settings = new Dictionary<string, string> { ["EventHubName"] = "no-such-hub" },
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Events,
        });

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("Failed", "HubNotFound", 0, 0), (run.Outcome, run.Failure, run.Retries, run.Events));
        Assert.Contains("The event hub 'no-such-hub' does not exist", run.Error, StringComparison.Ordinal);
        await scenario.RestartAsync(("EventHubName", scenario.Hub.Options.Hubs[0]));
        await scenario.DrainAsync();
        DeliveryReport report = scenario.AssertWhole(repeats: 0);
        figures.Add(Title, 1, 1, report);
    }

    private static async Task EndAsync(EventHubStandIn hub, string end)
    {
        switch (end)
        {
            case "the link is detached":
                hub.DetachLinks(hub.Options.Hubs[0]);
                break;
            case "the connection is closed":
                hub.CloseConnections();
                break;
            case "the connection is cut":
                hub.CutConnections();
                break;
            default:
                await hub.StopListeningAsync();
                await hub.ListenAgainAsync(CancellationToken.None);
                break;
        }
    }
}
