using System.Text;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>Which tokens are taken, and what becomes of them in time.</summary>
public sealed class ConnectionTokensTests : IDisposable
{
    private const string Key = "dGVzdGtleS10ZXN0a2V5LXRlc3RrZXktdGVzdGtleTA=";
    private const string Namespace = "https://contoso.servicebus.windows.net";
    private const string SharedAccess = "servicebus.windows.net:sastoken";
    private const string Golden = "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fhub1"
        + "&sig=xM4GUyAdqeq0cAcSwGUCcr87j5kCqbjNi4mOyc%2FyRM4%3D&se=1893456000&skn=send-only";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);
    private readonly ConnectionTokens _tokens;
    private int _expired;

    public ConnectionTokensTests() => _tokens = new ConnectionTokens(new EventHubStandInOptions { KeyName = "send-only", Key = Key }, _time, () => _expired++);

    public void Dispose() => _tokens.Dispose();

    [Fact]
    public void Put_TheGoldenSignature_IsTakenUntilItEnds()
    {
        Assert.Null(Refusal(Golden));
        Assert.True(_tokens.Covers("hub1"));
        _time.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(1893456000));
        Assert.False(_tokens.Covers("hub1"));
    }

    [Theory]
    [InlineData("https://contoso.servicebus.windows.net", null)]
    [InlineData("sb://contoso.servicebus.windows.net/hub1", null)]
    [InlineData("amqp://CONTOSO.servicebus.windows.net:5671/HUB1/", null)]
    [InlineData("https://contoso.servicebus.windows.net/hub2", "InvalidAudience")]
    [InlineData("https://contoso.servicebus.windows.net/hub", "InvalidAudience")]
    [InlineData("https://fabrikam.servicebus.windows.net/hub1", "InvalidAudience")]
    public void Put_AResource_GoesByWhatItCovers(string resource, string? refusal) => Assert.Equal(refusal, Refusal(Sign(resource, Key)));

    [Fact]
    public void Put_AfterExpiry_SaysSo()
    {
        string token = Sign($"{Namespace}/hub1", Key);
        Assert.Null(Refusal(token));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("ExpiredToken", Refusal(token));
    }

    [Fact]
    public void Put_SignedWithTheKeysDecodedBytes_IsTheWrongSignature()
        => Assert.Equal("InvalidSignature", Refusal(Sign($"{Namespace}/hub1", Encoding.UTF8.GetString(Convert.FromBase64String(Key)))));

    [Theory]
    [InlineData("skn=send-only", "skn=other")]
    [InlineData("se=1893456000", "se=1893456001")]
    [InlineData("hub1&", "hub2&")]
    [InlineData("sig=x", "sig=y")]
    public void Put_AChangedPart_IsTheWrongSignature(string part, string changed)
        => Assert.Equal("InvalidSignature", Refusal(Golden.Replace(part, changed, StringComparison.Ordinal)));

    [Theory]
    [InlineData(SharedAccess, "")]
    [InlineData(SharedAccess, "Basic abc")]
    [InlineData(SharedAccess, "SharedAccessSignature sr=a&sig=b")]
    [InlineData(SharedAccess, "SharedAccessSignature sr=a&sig=b&se=soon&skn=c")]
    [InlineData("jwt", Golden)]
    public void Put_NoUsableToken_SaysSo(string type, string token)
    {
        Assert.Equal(type == SharedAccess ? "MalformedToken" : "InvalidType", Refusal(token, type));
        Assert.Equal((false, 0), (_tokens.Covers("hub1"), _tokens.Count));
    }

    [Fact]
    public void Put_AToken_CoversWhatLiesBelowItsPathUntilItEnds()
    {
        Put("hub", minutes: 10);

        Assert.Equal((true, true, false), (_tokens.Covers("hub"), _tokens.Covers("HUB/Partitions/1"), _tokens.Covers("hub2")));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((false, 1), (_tokens.Covers("hub"), _expired));
    }

    [Fact]
    public void Put_ANewerToken_KeepsTheAccess()
    {
        Put("hub", minutes: 10);
        _time.Advance(TimeSpan.FromMinutes(5));
        Put("hub", minutes: 10);

        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((true, 1, 2), (_tokens.Covers("hub"), _expired, _tokens.Count));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal((false, 2), (_tokens.Covers("hub"), _expired));
    }

    [Fact]
    public void Put_TwoPaths_EachEndsAtItsTime()
    {
        Put("first", minutes: 1);
        Put("second", minutes: 2);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((false, true, 1), (_tokens.Covers("first"), _tokens.Covers("second"), _expired));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((false, 2), (_tokens.Covers("second"), _expired));
    }

    [Fact]
    public void Clear_EndsAllAtOnce()
    {
        Put("hub", minutes: 10);

        _tokens.Clear();

        Assert.False(_tokens.Covers("hub"));
    }

    private string Sign(string resource, string key) => RunningHub.Sign(resource, "send-only", key, _time.GetUtcNow().AddHours(1));

    private void Put(string path, int minutes)
        => Assert.Null(_tokens.Put(SharedAccess, RunningHub.Sign($"{Namespace}/{path}", "send-only", Key, _time.GetUtcNow().AddMinutes(minutes)), $"{Namespace}/{path}"));

    /// <summary>The word before the refusal's colon.</summary>
    private string? Refusal(string token, string type = SharedAccess) => _tokens.Put(type, token, "amqps://contoso.servicebus.windows.net/hub1/")?.Split(':')[0];
}
