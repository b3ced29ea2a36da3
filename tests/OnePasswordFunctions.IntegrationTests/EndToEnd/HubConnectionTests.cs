using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>The connection to the hub over runs: what the service does to one that is idle, and the way over HTTP.</summary>
public sealed class HubConnectionTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string HubName = "onepassword-events";

    [Theory]
    [InlineData("detached")]
    [InlineData("closed")]
    [InlineData("cut")]
    [InlineData("token ended")]
    public async Task Run_ServiceEndedTheIdleConnection_HealsWithoutLossOrRepeat(string how)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 50 });
        await scenario.DrainAsync();
        HubConnection first = Assert.Single(scenario.Hub.Connections, connection => connection.IsOpen);
        (int links, int tokens) = (first.AttachCount, first.Tokens.Count);

        End(scenario.Hub, how);
        await Eventually.TrueAsync(() => first.Links.Values.All(link => link.Path != HubName), "the link has ended");
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(20, TimeSpan.Zero, 0);

        Assert.Equal(("CaughtUp", 20), Summary(await scenario.RunAsync(EventFeed.AuditEvents)));
        scenario.AssertDelivered(repeats: 0);
        bool isKept = how is "detached" or "token ended";
        Assert.Equal(isKept ? 1 : 2, scenario.Hub.Connections.Count);
        Assert.True(!isKept || (first.AttachCount > links && first.Tokens.Count > tokens), $"{first.AttachCount} links, {first.Tokens.Count} tokens");
    }

    [Fact]
    public async Task Run_ServiceEndsLinksAndConnectionsAgainAndAgain_LosesNothingAndRepeatsAtMostThatBatch()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 400, BatchBytes = 20_000 });
        ActiveFault detached = scenario.Hub.AddFault("detach,every=3");
        ActiveFault closed = scenario.Hub.AddFault("close,every=7");

        await scenario.DrainAsync();

        // The service tells of the batch before it goes, but the client may notice first that it goes.
        scenario.AssertDelivered((detached.Struck + closed.Struck) * scenario.LargestBatch);
    }

    [Fact]
    public async Task Run_SeveralRunsOfThreeFeeds_UseOneConnection()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 50, Maximum = 20 });

        await Task.WhenAll(EventFeed.All.Select(feed => scenario.DrainAsync(feed)));

        scenario.AssertDelivered(repeats: 0);
        Assert.False(Assert.Single(scenario.Hub.Connections).IsWebSocket);
    }

    [Fact]
    public async Task Run_TransportIsWebSockets_PublishesOverHttpAlone()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 500,
            Settings = new Dictionary<string, string> { ["EventHubTransport"] = "AmqpWebSockets" },
        });

        await scenario.DrainAsync();
        scenario.Hub.CutConnections();
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(20, TimeSpan.Zero, 0);
        await scenario.DrainAsync();

        scenario.AssertDelivered(repeats: 0);
        Assert.Equal(2, scenario.Hub.Connections.Count);
        Assert.All(scenario.Hub.Connections, connection => Assert.True(connection.IsWebSocket));
    }

    private static void End(EventHubStandIn hub, string how)
    {
        switch (how)
        {
            case "detached":
                hub.DetachLinks(HubName);
                break;
            case "closed":
                hub.CloseConnections();
                break;
            case "cut":
                hub.CutConnections();
                break;
            default:
                hub.ExpireTokens();
                break;
        }
    }

    private static (string Outcome, int Events) Summary(RecordedRun run) => (run.Outcome, run.Events);
}
