using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>
/// SIGKILL to the worker at every boundary of a run. A request is held exactly there, so that the place does not depend on time;
/// then the worker is killed, started again, and the feed drained. Without a look into the hub the most comes twice that can; where that is a
/// batch, the same is done once more with the look, and nothing may.
/// </summary>
public sealed class CrashMatrixTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int BatchBytes = 8192;
    private const int Held = 60;

    [Theory]
    [MemberData(nameof(CrashBoundaries.OfARun), MemberType = typeof(CrashBoundaries))]
    public async Task Kill_AtABoundary_LosesNothingAndRepeatsAtMostOneBatch(string boundary, string side, string fault, bool readsBack, int batches)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = readsBack,
            Maximum = 25,
            BatchBytes = BatchBytes,
            Proxies = true,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Held,
        });

        await KillAtAsync(scenario, side, fault);
        await GoOnAsync(scenario, boundary, readsBack, batches);
    }

    /// <summary>The page has 10 events and the maximum is 14, so every other run ends or begins inside a page.</summary>
    [Theory]
    [MemberData(nameof(CrashBoundaries.OfCutPages), MemberType = typeof(CrashBoundaries))]
    public async Task Kill_WhileTheMaximumCutsAPage_LosesNothingAndRepeatsAtMostOneBatch(string boundary, string side, string fault, bool readsBack, int batches)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = readsBack,
            Maximum = 10,
            BatchBytes = BatchBytes,
            Proxies = true,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Held,
        });
        await scenario.RunAsync(EventFeed.AuditEvents);
        await scenario.RestartAsync(("OnePassword__MaxAuditEventsPerFetch", "14"));
        await scenario.RunAsync(EventFeed.AuditEvents);
        Assert.Equal(4, (await scenario.StateAsync(EventFeed.AuditEvents)).Position.PublishedInPage);

        await KillAtAsync(scenario, side, fault);
        await GoOnAsync(scenario, boundary, readsBack, batches);
    }

    /// <summary>The first run fixes the page at 10 events; the larger maximum then takes several pages, and asks for each while the one before is published.</summary>
    [Theory]
    [InlineData("while the next page is fetched ahead", "page:hold,count=1,after=1", false, 1)]
    [InlineData("while the next page is fetched ahead", "page:hold,count=1,after=1", true, 0)]
    [InlineData("after the page ahead was served and before it arrived", "page:lose-response=1h,count=1,after=2", false, 1)]
    [InlineData("after the page ahead was served and before it arrived", "page:lose-response=1h,count=1,after=2", true, 0)]
    public async Task Kill_WhileAPageIsFetchedAhead_LosesNothingAndRepeatsAtMostOneBatch(string boundary, string fault, bool readsBack, int batches)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = readsBack,
            Maximum = 10,
            BatchBytes = BatchBytes,
            Proxies = true,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Held,
        });
        await scenario.RunAsync(EventFeed.AuditEvents);
        await scenario.RestartAsync(("OnePassword__MaxAuditEventsPerFetch", "1000"));
        long before = scenario.Hub.Count;

        // Held ahead of what is published: the first of the two does not depend on the other.
        await KillAtAsync(scenario, "api", fault, () => scenario.Hub.Count > before);
        await GoOnAsync(scenario, boundary, readsBack, batches);
    }

    [Fact]
    public async Task Kill_DuringStartUpSeveralTimes_LosesAndRepeatsNothing()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 50, BatchBytes = BatchBytes, Maximum = 20 });
        await scenario.RunAsync(EventFeed.AuditEvents);

        for (int kill = 0; kill < 5; kill++)
        {
            // The successor is killed as soon as it exists; it has had no time to listen.
            await scenario.KillAsync();
        }

        await scenario.DrainAsync();
        Report("during start-up, 5 times", scenario, scenario.AssertWhole());
    }

    private static async Task KillAtAsync(IngestionScenario scenario, string side, string fault, Func<bool>? alsoBefore = null)
    {
        FaultyProxy? proxy = side switch { "api" => scenario.ApiProxy, "hub" => null, _ => scenario.Table };
        ActiveFault held = proxy?.AddFault(fault) ?? scenario.Hub.AddFault(fault);
        InvocationResult? answer = null;
        while (held.Struck == 0)
        {
            Task<InvocationResult> run = scenario.InvokeAsync(EventFeed.AuditEvents);
            await Eventually.TrueAsync(() => held.Struck == 1 || run.IsCompleted, $"{fault} strikes");
            if (held.Struck == 1)
            {
                await Eventually.TrueAsync(
                    () => (proxy?.IsWaiting ?? scenario.Hub.IsHolding(held)) && alsoBefore?.Invoke() != false, "the request is held, and what goes before has happened");
                await scenario.KillAsync();
            }

            answer = await run;
            Assert.True(held.Struck == 1 || RecordedRun.Read(answer).Outcome != "CaughtUp", $"The feed has caught up, and {fault} never struck.");
        }

        Assert.False(answer!.Succeeded, "The run was killed and can not have answered.");
        Assert.Null(answer.ErrorType);
        (proxy?.Faults ?? scenario.Hub.Faults).Clear();
    }

    /// <summary>What was on its way has arrived before the look, for nothing else is promised.</summary>
    private static async Task GoOnAsync(IngestionScenario scenario, string boundary, bool readsBack, int batches)
    {
        if (readsBack)
        {
            await Eventually.TrueAsync(
                () => scenario.Hub.Connections.All(connection => !connection.IsOpen) && scenario.Hub.Sends.ToList().All(send => send.Outcome is not null), "the hub has settled");
        }

        await scenario.DrainAsync(EventFeed.AuditEvents);
        Report($"{boundary}, {(readsBack ? "with" : "without")} reading back", scenario, scenario.AssertWhole(batches * scenario.LargestBatch));
    }

    private static void Report(string boundary, IngestionScenario scenario, DeliveryReport report) =>
        Figures.Print($"crash matrix: killed {boundary}: served {report.Served}, missing {report.Missing}, repeated {report.Repeated} (largest batch {scenario.LargestBatch})");
}
