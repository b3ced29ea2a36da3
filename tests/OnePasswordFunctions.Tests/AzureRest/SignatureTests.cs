using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.AzureRest;

namespace OnePasswordFunctions.Tests.AzureRest;

/// <summary>Signatures against vectors made by other implementations.</summary>
public sealed class SignatureTests
{
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Theory]
    [InlineData("https://contoso.servicebus.windows.net/hub1")]
    [InlineData("https://contoso.servicebus.windows.net/hub1/")]
    public void SharedAccessSignature_KnownHub_HasTheKnownToken(string resource)
    {
        var policy = new SharedAccessSignaturePolicy(
            new Uri(resource), new SharedKey("send-only", "dGVzdGtleS10ZXN0a2V5LXRlc3RrZXktdGVzdGtleTA="), new FakeTimeProvider());

        Assert.Equal(
            "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fhub1&sig=xM4GUyAdqeq0cAcSwGUCcr87j5kCqbjNi4mOyc%2FyRM4%3D&se=1893456000&skn=send-only",
            policy.Sign(DateTimeOffset.FromUnixTimeSeconds(1893456000)));
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
