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
}
