using OnePasswordFunctions.IntegrationTests.Crashes;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Writers;

/// <summary>
/// An old deployment beside a new one that has other settings: what one commits inside a page, in batches of its size, the
/// other takes up. The old one is killed again and again, and is gone for good after half the time.
/// </summary>
public sealed class UnequalCopiesTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int ScenarioNumber = 6;
    private const int Rounds = 30;
    private const int RoundsBetweenKills = 3;
    private const int MostMomentsUntilAKill = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ThirtyRounds_TwoCopiesWithDifferentSettingsAndOneKilled_LoseNothingAndRepeatAtMostOneBatchPerConflictOrKilledRun(bool readsBack)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = readsBack,
            EventsPerFeed = 40,
            BatchBytes = 8192,
            Maximum = 14,
            Proxies = true,
            Simulator = api => (api.Seed, api.LateShare) = (ScenarioNumber, 0.05),
        });
        FunctionsHostStandIn old = scenario.Host;
        FunctionsHostStandIn next = await scenario.StartHostAsync(new Dictionary<string, string>
        {
            ["OnePassword__MaxAuditEventsPerFetch"] = "100",
            ["OnePassword__MaxItemUsageActionsPerFetch"] = "17",
            ["OnePassword__MaxSignInAttemptsPerFetch"] = "1000",
            ["EventHubMaxBatchBytes"] = "15000",
        });
        var random = Seed.RandomOf(ScenarioNumber);
        var copies = new LiveCopies(scenario, random);
        var kill = new MomentCountdown(scenario, () => old.KillWorker());

        for (int round = 0; round < Rounds; round++)
        {
            if (round % RoundsBetweenKills == 0 && kill.IsOver)
            {
                kill.Start(random.Next(1, MostMomentsUntilAKill));
            }

            await copies.RoundAsync(old, next);
        }

        Assert.True(copies.Killed > 0, "No kill met a run.");
        await EndOldAsync(scenario, copies, old);
        for (int round = 0; round < Rounds; round++)
        {
            await copies.RoundAsync(next);
        }

        await copies.EndAsync($"two copies with different settings, one killed, {(readsBack ? "with" : "without")} reading back");
        Assert.True(copies.Conflicts > 0, "The copies never met.");
    }

    /// <summary>The old copy's host ends in the middle of its runs, and its worker with it.</summary>
    private static async Task EndOldAsync(IngestionScenario scenario, LiveCopies copies, FunctionsHostStandIn old)
    {
        Task? stop = null;
        var last = new MomentCountdown(scenario, () => stop = old.StopAsync());
        last.Start(MostMomentsUntilAKill / 2);
        while (!last.IsOver)
        {
            await copies.RoundAsync(old);
        }

        await stop!;
    }
}
