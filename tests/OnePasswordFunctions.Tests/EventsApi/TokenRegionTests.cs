using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class TokenRegionTests
{
    [Theory]
    [InlineData(null, "https://events.1password.com", nameof(TokenRegionMatch.NotSaid), null)]
    [InlineData(TokenClaims.LegacyAudience, "https://events.1password.com", nameof(TokenRegionMatch.Legacy), null)]
    [InlineData("events.1password.com", "https://events.1password.com", nameof(TokenRegionMatch.Same), "events.1password.com")]
    [InlineData("https://EVENTS.1password.com/", "https://events.1password.com", nameof(TokenRegionMatch.Same), "events.1password.com")]
    [InlineData("127.0.0.1:5000", "http://127.0.0.1:5000", nameof(TokenRegionMatch.Same), "127.0.0.1")]
    [InlineData("localhost:5000", "http://localhost:5000", nameof(TokenRegionMatch.Same), "localhost")]
    [InlineData("collector.contoso.com", "https://collector.contoso.com", nameof(TokenRegionMatch.Same), "collector.contoso.com")]
    [InlineData("events.1password.eu", "https://events.1password.com", nameof(TokenRegionMatch.Other), "events.1password.eu")]
    [InlineData("events.1password.com", "https://events.1password.eu", nameof(TokenRegionMatch.Other), "events.1password.com")]
    [InlineData("events.1password.ca", "https://events.ent.1password.com", nameof(TokenRegionMatch.Other), "events.1password.ca")]
    [InlineData("Events.Ent.1Password.com", "https://events.1password.com", nameof(TokenRegionMatch.Other), "events.ent.1password.com")]
    [InlineData("events.1password.eu", "http://127.0.0.1:5000", nameof(TokenRegionMatch.LocalServer), "events.1password.eu")]
    [InlineData("com.1password.connect", "https://events.1password.com", nameof(TokenRegionMatch.UnknownIssuer), null)]
    [InlineData("https://com.1password.connect", "https://events.1password.com", nameof(TokenRegionMatch.UnknownIssuer), null)]
    [InlineData("events.1password.eu.evil.example", "https://events.1password.com", nameof(TokenRegionMatch.UnknownIssuer), null)]
    [InlineData("https://events.1password.eu@evil.example", "https://events.1password.com", nameof(TokenRegionMatch.UnknownIssuer), null)]
    [InlineData("", "https://events.1password.com", nameof(TokenRegionMatch.UnknownIssuer), null)]
    public void Judge_AnyAudience_ConcludesFromKnownServersOnly(string? audience, string serverUrl, string match, string? issuer)
    {
        TokenRegion region = TokenRegion.Judge(new TokenClaims(audience, [], null, null), new Uri(serverUrl));

        Assert.Equal((match, issuer), (region.Match.ToString(), region.Issuer));
    }

    [Fact]
    public void Judge_NoClaims_SaysNothing() => Assert.Equal(new TokenRegion(TokenRegionMatch.NotSaid), TokenRegion.Judge(null, new Uri("https://events.1password.com")));
}
