namespace OnePasswordFunctions.Tests;

public sealed class IngesterHostTests
{
    [Theory]
    [InlineData("function:IngestAuditEvents")]
    [InlineData("function:IngestItemUsageActions")]
    [InlineData("function:ingestsigninattempts")]
    public void ServesHttp_InstanceOfATimer_IsFalse(string group) => Assert.False(IngesterHost.ServesHttp(group));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http")]
    [InlineData("function:Status")]
    [InlineData("IngestAuditEvents")]
    [InlineData("function:IngestAuditEvents2")]
    public void ServesHttp_AnythingElse_IsTrue(string? group) => Assert.True(IngesterHost.ServesHttp(group));
}
