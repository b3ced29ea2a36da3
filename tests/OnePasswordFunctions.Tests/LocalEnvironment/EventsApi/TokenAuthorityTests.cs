using System.Buffers.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class TokenAuthorityTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly TokenAuthority _authority;

    public TokenAuthorityTests() => _authority = new TokenAuthority(seed: 5, _time);

    [Fact]
    public void Issue_AToken_LooksLikeTheRealOne()
    {
        string[] segments = Issue(["itemusages"], TimeSpan.FromHours(1)).Split('.');
        Assert.Equal(3, segments.Length);
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(segments[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(segments[1]));
        Assert.Equal("ES256", header.RootElement.GetProperty("alg").GetString());
        Assert.Equal(64, Base64Url.DecodeFromChars(segments[2]).Length);
        Assert.Equal("127.0.0.1:1", claims.RootElement.GetProperty("aud")[0].GetString());
        Assert.Equal("itemusages", Assert.Single(claims.RootElement.GetProperty("1password.com/fts").EnumerateArray()).GetString());
        Assert.Equal("ACCOUNT", claims.RootElement.GetProperty("1password.com/auuid").GetString());
        Assert.Equal(3600, claims.RootElement.GetProperty("exp").GetInt64() - claims.RootElement.GetProperty("iat").GetInt64());
        Assert.True(claims.RootElement.TryGetProperty("sub", out _) && claims.RootElement.TryGetProperty("jti", out _));
    }

    [Fact]
    public void Verify_AnIssuedToken_GivesItsClaims_UntilItExpires()
    {
        string token = Issue(lifetime: TimeSpan.FromMinutes(1));
        Assert.Equal(3, _authority.Verify(token)!.Features.Count);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(_authority.Verify(token));
    }

    [Fact]
    public void Verify_ARevokedToken_SaysNo()
    {
        string revoked = Issue();
        string other = Issue();
        _authority.Revoke(revoked);
        Assert.Null(_authority.Verify(revoked));
        Assert.NotNull(_authority.Verify(other));
        _authority.Revoke(null);
        Assert.Null(_authority.Verify(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("not a token")]
    public void Verify_Garbage_SaysNo(string token) => Assert.Null(_authority.Verify(token));

    private string Issue(string[]? features = null, TimeSpan? lifetime = null) => _authority.Issue("ACCOUNT", "127.0.0.1:1", features, lifetime);
}
