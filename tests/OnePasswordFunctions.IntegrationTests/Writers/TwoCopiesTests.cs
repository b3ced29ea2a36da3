using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Writers;

/// <summary>A deployment that by mistake runs twice for an hour: sixty firings of every timer, in both copies.</summary>
public sealed class TwoCopiesTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int ScenarioNumber = 5;
    private const int Rounds = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SixtyRounds_TwoLiveCopies_LoseNothingAndRepeatAtMostOneBatchPerConflict(bool readsBack)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = readsBack,
            EventsPerFeed = 40,
            BatchBytes = 8192,
            Maximum = 30,
            Proxies = true,
            Simulator = api => (api.Seed, api.LateShare) = (ScenarioNumber, 0.05),
        });
        FunctionsHostStandIn one = scenario.Host, other = await scenario.StartHostAsync();
        var copies = new LiveCopies(scenario, Seed.RandomOf(ScenarioNumber));

        for (int round = 0; round < Rounds; round++)
        {
            await copies.RoundAsync(one, other);
        }

        await copies.EndAsync($"two live copies, {(readsBack ? "with" : "without")} reading back");
        Assert.Equal(0, copies.Killed);
        Assert.True(copies.Conflicts >= Rounds / 2, $"{copies.Conflicts} conflicts in {Rounds} rounds of three feeds: the copies hardly met.");
    }
}
