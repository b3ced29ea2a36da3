using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>One feed to a process, as on a plan that gives each timer its own.</summary>
public sealed class RandomKillOfOneFeedTests(PublishedAppFixture fixture) : RandomKillTests(fixture), IClassFixture<PublishedAppFixture>
{
    [Fact]
    public Task FortyKills_OneFeed_LoseNothingAndRepeatAtMostOneBatchEach() => KillAtRandomAsync(1, 40, readsBack: false, EventFeed.ItemUsageActions);
}
