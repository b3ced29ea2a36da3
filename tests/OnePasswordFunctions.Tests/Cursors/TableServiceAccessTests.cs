using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class TableServiceAccessTests
{
    [Fact]
    public void ToString_KeyOrSignature_DoesNotShowTheSecretThatTheRedactorGets()
    {
        TableServiceAccess[] all =
        [
            new(new Uri("https://a.table.core.windows.net/")) { Account = ("a", "c2VjcmV0") },
            new(new Uri("https://a.table.core.windows.net/")) { Signature = "sv=1&sig=c2VjcmV0" },
        ];

        Assert.All(all, access => Assert.DoesNotContain("c2VjcmV0", access.ToString(), StringComparison.Ordinal));
        Assert.All(all, access => Assert.Contains(access.Secrets, secret => secret?.Contains("c2VjcmV0", StringComparison.Ordinal) ?? false));
    }

    [Fact]
    public void ToString_EachWay_SaysWhereAndHow()
    {
        var service = new TableServiceAccess(new Uri("https://a.table.core.windows.net/"));

        Assert.Equal("https://a.table.core.windows.net with an identity", service.ToString());
        Assert.Equal("https://a.table.core.windows.net with a shared key", (service with { Account = ("a", "c2VjcmV0") }).ToString());
        Assert.Equal("https://a.table.core.windows.net with a shared access signature", (service with { Signature = "sv=1" }).ToString());
    }
}
