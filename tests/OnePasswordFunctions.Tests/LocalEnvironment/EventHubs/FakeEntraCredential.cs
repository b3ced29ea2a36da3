using System.Buffers.Text;
using System.Text;
using Azure.Core;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>Gives tokens that look like those of Microsoft Entra. Each ends when <paramref name="expiry"/> says at that moment.</summary>
internal sealed class FakeEntraCredential(Func<DateTimeOffset> expiry, string audience = FakeEntraCredential.Audience) : TokenCredential
{
    public const string Audience = "https://eventhubs.azure.net";

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Assert.Equal([$"{Audience}/.default"], requestContext.Scopes);
        string payload = $$"""{"aud":"{{audience}}","exp":{{expiry().ToUnixTimeSeconds()}}}""";
        string token = string.Join('.', new[] { """{"alg":"none"}""", payload, "signature" }.Select(part => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part))));
        // The client keeps a token as long as it believes it to be good; only the hub's clock is to count here.
        return new AccessToken(token, DateTimeOffset.UtcNow.AddSeconds(1));
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        => new(GetToken(requestContext, cancellationToken));
}
