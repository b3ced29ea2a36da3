using System.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>
/// Kills the worker again and again at a random moment, counted in requests that arrived or were answered rather than in time,
/// so that a seed means the same on a slow machine.
/// </summary>
public abstract class RandomKillTests(PublishedAppFixture fixture)
{
    private const int BatchBytes = 6000;
    private const int PageSize = 20;
    private const int MostMomentsOfALife = 40;

    private protected async Task KillAtRandomAsync(int scenarioNumber, int kills, bool readsBack, params EventFeed[] feeds)
    {
        long started = Stopwatch.GetTimestamp();
        var random = Seed.RandomOf(scenarioNumber);
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = readsBack,
            TimersOnly = true,
            EventsPerFeed = 40,
            BatchBytes = BatchBytes,
            Maximum = PageSize,
            Proxies = true,
            Simulator = api => (api.Seed, api.LateShare) = (scenarioNumber, 0.05),
        });
        var countdown = new MomentCountdown(scenario);
        for (int kill = 0; kill < kills; kill++)
        {
            await KillOnceAsync(scenario, countdown, random, feeds);
        }

        await scenario.DrainAsync();
        DeliveryReport report = scenario.AssertWhole((long)kills * feeds.Length * scenario.LargestBatch);
        Figures.Print($"random kills: seed {Seed.Value}, scenario {scenarioNumber}, {(readsBack ? "with" : "without")} reading back: kills {kills}, feeds at once {feeds.Length}, served {report.Served}, missing {report.Missing}, repeated {report.Repeated}, allowed {kills * feeds.Length * scenario.LargestBatch}, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    private static async Task KillOnceAsync(IngestionScenario scenario, MomentCountdown countdown, Random random, EventFeed[] feeds)
    {
        int restarts = scenario.Host.RestartCount;
        countdown.Start(random.Next(1, MostMomentsOfALife));
        while (!countdown.IsOver)
        {
            InvocationResult[] answers = await Task.WhenAll(feeds.Select(feed => scenario.InvokeAsync(feed)));
            if (!countdown.IsOver && answers.All(answer => answer.Succeeded && RecordedRun.Read(answer).Outcome == "CaughtUp"))
            {
                foreach (EventFeed feed in feeds)
                {
                    scenario.Simulator.Log(SimulatedFeed.All[EventFeed.All.IndexOf(feed)]).AddGenerated(random.Next(1, 60), TimeSpan.FromHours(1), 0.05);
                }
            }
        }

        await Eventually.TrueAsync(() => scenario.Host.RestartCount > restarts, "a killed worker is started again");
    }
}
