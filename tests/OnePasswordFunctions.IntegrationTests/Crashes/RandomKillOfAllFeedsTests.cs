using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>Three feeds in one process, so one kill can catch a batch of each.</summary>
public sealed class RandomKillOfAllFeedsTests(PublishedAppFixture fixture) : RandomKillTests(fixture), IClassFixture<PublishedAppFixture>
{
    [Fact]
    public Task FortyKills_ThreeFeedsAtOnce_LoseNothingAndRepeatAtMostOneBatchPerFeedEach() => KillAtRandomAsync(3, 40, readsBack: false, [.. EventFeed.All]);
}
