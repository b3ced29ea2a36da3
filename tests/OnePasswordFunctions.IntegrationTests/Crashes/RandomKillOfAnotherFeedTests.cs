using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>As <see cref="RandomKillOfOneFeedTests"/>, beside it, and with a look into the hub after each kill.</summary>
public sealed class RandomKillOfAnotherFeedTests(PublishedAppFixture fixture) : RandomKillTests(fixture), IClassFixture<PublishedAppFixture>
{
    [Fact]
    public Task FortyKills_AnotherFeed_LoseNothingAndRepeatAtMostOneBatchEach() => KillAtRandomAsync(2, 40, readsBack: true, EventFeed.AuditEvents);
}
