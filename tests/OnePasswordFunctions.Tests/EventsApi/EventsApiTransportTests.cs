using System.Net;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class EventsApiTransportTests
{
    [Fact]
    public void Create_OrdinarySettings_GoesNowhereElseAndKeepsNothingOfAnAnswer()
    {
        using SocketsHttpHandler handler = Create();

        Assert.Equal((false, false, false), (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy));
        Assert.Equal((DecompressionMethods.GZip, TimeSpan.FromSeconds(10), null), (handler.AutomaticDecompression, handler.ConnectTimeout, handler.ActivityHeadersPropagator));
        Assert.Null(handler.SslOptions.RemoteCertificateValidationCallback);
        Assert.True(handler.PooledConnectionIdleTimeout > TimeSpan.FromMinutes(1) && handler.PooledConnectionLifetime > handler.PooledConnectionIdleTimeout);
    }

    [Fact]
    public void Create_ProxyIsWanted_TakesTheOneOfTheProcess()
    {
        using SocketsHttpHandler handler = Create(useSystemProxy: true);

        Assert.Equal((true, null), (handler.UseProxy, handler.Proxy));
    }

    [Fact]
    public void Create_AnyCertificateIsTrusted_TakesEveryOne()
    {
        using SocketsHttpHandler handler = Create(trustAnyCertificate: true);

        Assert.True(handler.SslOptions.RemoteCertificateValidationCallback!(this, null, null, System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors));
    }

    private static SocketsHttpHandler Create(bool useSystemProxy = false, bool trustAnyCertificate = false) => EventsApiTransport.Create(
        new EventsApiOptions { ServerUrl = new Uri("https://events.1password.com"), ApiToken = "t", UseSystemProxy = useSystemProxy, TrustAnyCertificate = trustAnyCertificate });
}
