using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class HubAuthorizationTests
{
    private const string Key = "dGVzdGtleS10ZXN0a2V5LXRlc3RrZXktdGVzdGtleTA=";
    private const string Golden = "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fhub1"
        + "&sig=xM4GUyAdqeq0cAcSwGUCcr87j5kCqbjNi4mOyc%2FyRM4%3D&se=1893456000&skn=send-only";

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);
    private readonly HubAuthorization _authorization;

    public HubAuthorizationTests()
        => _authorization = new HubAuthorization(new EventHubStandInOptions { KeyName = "send-only", Key = Key }, _time);

    [Fact]
    public void Check_TheGoldenSignature_Passes() => Assert.Null(Check(Golden));

    [Theory]
    [InlineData("https://contoso.servicebus.windows.net")]
    [InlineData("https://contoso.servicebus.windows.net/")]
    [InlineData("sb://contoso.servicebus.windows.net/hub1")]
    [InlineData("contoso.servicebus.windows.net")]
    [InlineData("https://CONTOSO.servicebus.windows.net/HUB1/")]
    public void Check_AResourceThatCoversTheHub_Passes(string resource)
        => Assert.Null(Check(RunningHub.Sign(resource, "send-only", Key, Now.AddHours(1))));

    [Theory]
    [InlineData("https://contoso.servicebus.windows.net/hub2")]
    [InlineData("https://contoso.servicebus.windows.net/hub")]
    [InlineData("https://fabrikam.servicebus.windows.net/hub1")]
    [InlineData("https://contoso.servicebus.windows.net/eventhubs/hub1")]
    public void Check_AnotherResource_IsTheWrongAudience(string resource)
        => Assert.Equal(HubError.BadAudience, Check(RunningHub.Sign(resource, "send-only", Key, Now.AddHours(1))));

    [Fact]
    public void Check_AfterExpiry_SaysSo_AlsoForASignatureThatPassedBefore()
    {
        string header = RunningHub.Sign("https://contoso.servicebus.windows.net/hub1", "send-only", Key, Now.AddHours(1));
        Assert.Null(Check(header));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HubError.Expired, Check(header));
    }

    [Fact]
    public void Check_TheKeysDecodedBytes_AreTheWrongKey()
    {
        string decoded = Encoding.UTF8.GetString(Convert.FromBase64String(Key));
        Assert.Equal(HubError.BadSignature, Check(RunningHub.Sign("https://contoso.servicebus.windows.net/hub1", "send-only", decoded, Now.AddHours(1))));
    }

    [Theory]
    [InlineData("skn=send-only", "skn=other")]
    [InlineData("se=1893456000", "se=1893456001")]
    [InlineData("hub1&", "hub2&")]
    [InlineData("sig=x", "sig=y")]
    public void Check_AChangedPart_IsTheWrongSignature(string part, string changed)
        => Assert.Equal(HubError.BadSignature, Check(Golden.Replace(part, changed, StringComparison.Ordinal)));

    [Theory]
    [InlineData("")]
    [InlineData("Basic abc")]
    [InlineData("SharedAccessSignature sr=a&sig=b")]
    [InlineData("SharedAccessSignature sr=a&sig=b&se=soon&skn=c")]
    [InlineData("Bearer abc")]
    [InlineData("Bearer a.b.c")]
    public void Check_NoUsableToken_SaysSo(string header) => Assert.Equal(HubError.MissingToken, Check(header));

    [Theory]
    [InlineData("https://eventhubs.azure.net", 60, null)]
    [InlineData("https://eventhubs.azure.net/", 60, null)]
    [InlineData("https://storage.azure.com/", 60, 40104)]
    [InlineData("https://eventhubs.azure.net/", -1, 40105)]
    public void Check_ABearerToken_GoesByAudienceAndExpiry(string audience, int seconds, int? subCode)
    {
        string payload = $$"""{"aud":"{{audience}}","exp":{{Now.ToUnixTimeSeconds() + seconds}}}""";
        string token = $"Bearer {Encode("{}")}.{Encode(payload)}.{Encode("signature")}";
        Assert.Equal(subCode, Check(token)?.SubCode);
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private HubError? Check(string header)
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("contoso.servicebus.windows.net");
        context.Request.Path = "/hub1/messages";
        context.Request.Headers.Authorization = header;
        return _authorization.Check(context);
    }
}
