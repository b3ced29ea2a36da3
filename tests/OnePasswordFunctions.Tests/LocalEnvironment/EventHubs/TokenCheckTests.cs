using System.Text;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class TokenCheckTests
{
    private const string Key = "dGVzdGtleS10ZXN0a2V5LXRlc3RrZXktdGVzdGtleTA=";
    private const string Audience = "amqps://contoso.servicebus.windows.net/hub1/";
    private const string SharedAccess = "servicebus.windows.net:sastoken";
    private const string Golden = "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fhub1"
        + "&sig=xM4GUyAdqeq0cAcSwGUCcr87j5kCqbjNi4mOyc%2FyRM4%3D&se=1893456000&skn=send-only";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);
    private readonly TokenCheck _check;

    public TokenCheckTests()
        => _check = new TokenCheck(new EventHubStandInOptions { KeyName = "send-only", Key = Key }, _time);

    [Fact]
    public void Check_TheGoldenSignature_GivesItsExpiry()
        => Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1893456000), _check.Check(SharedAccess, Golden, Audience, out _));

    [Theory]
    [InlineData("https://contoso.servicebus.windows.net", "")]
    [InlineData("sb://contoso.servicebus.windows.net/hub1", "")]
    [InlineData("amqp://CONTOSO.servicebus.windows.net:5671/HUB1/", "")]
    [InlineData("https://contoso.servicebus.windows.net/hub2", "InvalidAudience")]
    [InlineData("https://contoso.servicebus.windows.net/hub", "InvalidAudience")]
    [InlineData("https://fabrikam.servicebus.windows.net/hub1", "InvalidAudience")]
    public void Check_AResource_GoesByWhatItCovers(string resource, string refusal)
        => Assert.StartsWith(refusal, Refusal(RunningHub.Sign(resource, "send-only", Key, Now.AddHours(1))), StringComparison.Ordinal);

    [Fact]
    public void Check_AfterExpiry_SaysSo()
    {
        string token = RunningHub.Sign("https://contoso.servicebus.windows.net/hub1", "send-only", Key, Now.AddHours(1));
        Assert.Equal("", Refusal(token));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.StartsWith("ExpiredToken", Refusal(token), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TheKeysDecodedBytes_AreTheWrongKey()
    {
        string decoded = Encoding.UTF8.GetString(Convert.FromBase64String(Key));
        Assert.StartsWith("InvalidSignature", Refusal(RunningHub.Sign("https://contoso.servicebus.windows.net/hub1", "send-only", decoded, Now.AddHours(1))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skn=send-only", "skn=other")]
    [InlineData("se=1893456000", "se=1893456001")]
    [InlineData("hub1&", "hub2&")]
    [InlineData("sig=x", "sig=y")]
    public void Check_AChangedPart_IsTheWrongSignature(string part, string changed)
        => Assert.StartsWith("InvalidSignature", Refusal(Golden.Replace(part, changed, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData(SharedAccess, "")]
    [InlineData(SharedAccess, "Basic abc")]
    [InlineData(SharedAccess, "SharedAccessSignature sr=a&sig=b")]
    [InlineData(SharedAccess, "SharedAccessSignature sr=a&sig=b&se=soon&skn=c")]
    [InlineData("jwt", Golden)]
    public void Check_NoUsableToken_SaysSo(string type, string token)
    {
        Assert.Null(_check.Check(type, token, Audience, out string refusal));
        Assert.StartsWith(type == SharedAccess ? "MalformedToken" : "InvalidType", refusal, StringComparison.Ordinal);
    }

    private string Refusal(string token)
    {
        DateTimeOffset? expiry = _check.Check(SharedAccess, token, Audience, out string refusal);
        Assert.Equal(refusal.Length == 0, expiry is not null);
        return refusal;
    }
}
