using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Proof;

/// <summary>
/// The published worker, killed each time when the hub has stored a batch and the worker has not stored its position: the one place at
/// which a kill repeats events. With the look into the hub none is.
/// </summary>
public sealed class ReadBackFigureTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int Kills = 5;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_WhenTheHubHasABatchAndTheRowDoesNot_RepeatsNothingIfTheHubIsRead(bool readsBack)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            BatchBytes = 8192,
            Proxies = true,
            Settings = new Dictionary<string, string> { ["OnePassword__ReadBackAfterCrash"] = readsBack ? "true" : "false" },
        });
        await scenario.RunAsync(EventFeed.AuditEvents);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(100, TimeSpan.FromHours(1), 0);
        for (int kill = 0; kill < Kills; kill++)
        {
            ActiveFault held = scenario.Table.AddFault("write:hold,count=1");
            Task<InvocationResult> run = scenario.InvokeAsync(EventFeed.AuditEvents);
            await Eventually.TrueAsync(() => (held.Struck == 1 && scenario.Table.IsWaiting) || run.IsCompleted, "the commit is held");
            await scenario.KillAsync();
            await run;
            scenario.Table.Faults.Clear();
        }

        await scenario.DrainAsync(EventFeed.AuditEvents);

        DeliveryReport report = scenario.AssertDelivered(Kills * scenario.LargestBatch);
        Assert.Equal(readsBack, report.Repeated == 0);
        Assert.Equal(readsBack, scenario.Log.CountOf(106) > 0);
        Figures.Print($"{Kills} kills between the hub's acceptance and the commit, {(readsBack ? "with" : "without")} reading back: served {report.Served}, missing {report.Missing}, repeated {report.Repeated} (largest batch {scenario.LargestBatch})");
    }
}
