using System.Buffers.Text;
using System.Text;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class TokenClaimsTests
{
    [Fact]
    public void TryRead_AnEventsToken_GivesItsClaims()
    {
        string token = Token("""{"aud":["events.1password.eu"],"1password.com/fts":["auditevents","itemusages"],"exp":1772438400,"1password.com/auuid":"ACCOUNT","sub":"x"}""");
        Assert.True(TokenClaims.TryRead(token, out TokenClaims? claims));
        Assert.Equal(("events.1password.eu", "ACCOUNT"), (claims.Audience, claims.AccountUuid));
        Assert.Equal(["auditevents", "itemusages"], claims.Features);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), claims.ExpiresAt);
    }

    [Fact]
    public void TryRead_NoClaims_IsATokenThatSaysNothing()
    {
        Assert.True(TokenClaims.TryRead(Token("{}"), out TokenClaims? claims));
        Assert.Equal((null, null, null), (claims.Audience, claims.ExpiresAt, claims.AccountUuid));
        Assert.Empty(claims.Features);
    }

    [Theory]
    [InlineData("""{"aud":"events.1password.com"}""", "events.1password.com")]
    [InlineData("""{"aud":[],"exp":"never"}""", null)]
    [InlineData("""{"aud":7,"exp":1e300}""", null)]
    public void TryRead_OtherShapes_TakesWhatItCan(string payload, string? audience)
    {
        Assert.True(TokenClaims.TryRead(Token(payload), out TokenClaims? claims));
        Assert.Equal(audience, claims.Audience);
        Assert.Null(claims.ExpiresAt);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1.9", 1L)]
    [InlineData("253402300799", 253402300799L)]
    [InlineData("253402300800", null)]
    [InlineData("-1", null)]
    [InlineData("\"1\"", null)]
    public void TryRead_Expiry_IsAnySecondOfTheCalendar(string exp, long? expected)
    {
        Assert.True(TokenClaims.TryRead(Token($$"""{"exp":{{exp}}}"""), out TokenClaims? claims));
        Assert.Equal(expected, claims.ExpiresAt?.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("""{"aud":"com.1password.connect"}""", true)]
    [InlineData("""{"aud":["x","COM.1password.Connect"]}""", true)]
    [InlineData("""{"1password.com/vts":[]}""", true)]
    [InlineData("""{"1password.com/vts":[],"1password.com/fts":[]}""", false)]
    [InlineData("""{"1password.com/fts":["auditevents"]}""", false)]
    [InlineData("{}", false)]
    public void TryRead_TokenOfAConnectServer_IsKnown(string payload, bool expected)
    {
        Assert.True(TokenClaims.TryRead(Token(payload), out TokenClaims? claims));
        Assert.Equal(expected, claims.IsOfConnect);
    }

    [Fact]
    public void TryRead_ListOfMixedValues_TakesTheTexts()
    {
        Assert.True(TokenClaims.TryRead(Token("""{"1password.com/fts":[7,"auditevents",null]}"""), out TokenClaims? claims));
        Assert.Equal(["auditevents"], claims.Features);
    }

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.b")]
    [InlineData("e30.e30.e30.e30")]
    [InlineData("e30.!!!!.e30")]
    [InlineData("e30.e30e.e30")]
    [InlineData("e30.W10.e30")]
    public void TryRead_NoWebToken_SaysNo(string token) => Assert.False(TokenClaims.TryRead(token, out _));

    [Fact]
    public void TryRead_TextThatIsNone_SaysNo() => Assert.False(TokenClaims.TryRead(Token("""{"aud":"\ud800"}"""), out _));

    private static string Token(string payload) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.c2ln";
}
