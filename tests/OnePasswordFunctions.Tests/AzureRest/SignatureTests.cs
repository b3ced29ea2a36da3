using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.AzureRest;

namespace OnePasswordFunctions.Tests.AzureRest;

/// <summary>Signatures against vectors made by other implementations.</summary>
public sealed class SignatureTests
{
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Theory]
    [InlineData("/devstoreaccount1/Tables", "WRN6nOrne13nPse4EBO5ULIQ1KAssaa6ujBtCrgHTls=")]
    [InlineData("/devstoreaccount1/cursors(PartitionKey='p1',RowKey='o%27%27brien')", "g//8lf0dzq+EFZSLTw4ChJnIZXZOhTCh5z3Q6+ypEN0=")]
    [InlineData("/Tables", "Q/EVL+cHWAp4OwxUKrJn9qTFFcsF7cT0ORqOExwSLug=")]
    public void SharedKeyLite_KnownRequest_HasTheKnownSignature(string path, string signature)
    {
        var policy = new SharedKeyLitePolicy(new SharedKey("devstoreaccount1", EmulatorKey), new FakeTimeProvider());

        Assert.Equal(signature, policy.Sign("Thu, 01 Jan 2026 00:00:00 GMT", path));
    }

    [Fact]
    public void ToString_KeyOrAccess_DoesNotShowTheSecret()
    {
        var key = new SharedKey("name", EmulatorKey);
        AzureAccess[] all = [new(new Uri("https://a.table.core.windows.net/")) { Key = key }, new(new Uri("https://a.servicebus.windows.net/")) { Signature = EmulatorKey }];

        Assert.Equal("name", key.ToString());
        Assert.All(all, access => Assert.DoesNotContain("Eby8", access.ToString(), StringComparison.Ordinal));
    }
}
