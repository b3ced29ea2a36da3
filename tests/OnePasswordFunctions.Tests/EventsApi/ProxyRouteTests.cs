using System.Net;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.EventsApi;

/// <summary>One after the other, because the process has one proxy; it is there for one host that no other test has.</summary>
public sealed class ProxyRouteTests : IDisposable
{
    private const string Host = "events.behind-a-proxy.invalid";

    private readonly IWebProxy _before = HttpClient.DefaultProxy;

    public void Dispose() => HttpClient.DefaultProxy = _before;

    [Theory]
    [InlineData(407, false, "wants a user name and password (407)")]
    [InlineData(403, false, "refuses to connect")]
    [InlineData(502, true, "could not connect")]
    public async Task ReadPage_ProxyRefuses_IsNamedAsTheCauseWithoutItsPassword(int status, bool isTransient, string expected)
    {
        await using var proxy = new RefusingProxy(Host, status);
        HttpClient.DefaultProxy = proxy;
        using var client = new EventsApiClient(Options(true), TimeProvider.System);

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() =>
            client.ReadPageAsync(EventFeed.AuditEvents, PageRequest.ContinueFrom("c"), CancellationToken.None));

        Assert.StartsWith($"CONNECT {Host}:443", proxy.Requests[0], StringComparison.Ordinal);
        Assert.Equal((IngestionFailure.Unavailable, isTransient, null), (failure.Failure, failure.IsTransient, failure.Status));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(proxy.Authority, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy-password", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadPage_ProxyIsGone_IsNamedAsTheWay()
    {
        var proxy = new RefusingProxy(Host, 200);
        HttpClient.DefaultProxy = proxy;
        await proxy.DisposeAsync();
        using var client = new EventsApiClient(Options(true), TimeProvider.System);

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => client.IntrospectAsync(CancellationToken.None));

        Assert.Contains($"through the proxy {proxy.Authority} (ConnectionError)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_NotWantedOrBypassed_IsNone()
    {
        await using var proxy = new RefusingProxy(Host, 502);
        HttpClient.DefaultProxy = proxy;

        Assert.Equal(proxy.Authority, ProxyRoute.Find(Options(true)));
        Assert.Null(ProxyRoute.Find(Options(false)));
        Assert.Null(ProxyRoute.Find(new EventsApiOptions { ServerUrl = new Uri("http://127.0.0.1:9"), ApiToken = "t", UseSystemProxy = true }));
    }

    [Fact]
    public async Task NetworkChecks_ThroughAProxy_AreSkippedAndNameIt()
    {
        await using var proxy = new RefusingProxy(Host, 502);
        HttpClient.DefaultProxy = proxy;

        IReadOnlyList<ConnectionCheck> checks = await new NetworkChecks(Options(true), null!).RunAsync(CancellationToken.None);

        Assert.All(checks, check => Assert.Contains(proxy.Authority, check.Finding.Seen, StringComparison.Ordinal));
        Assert.All(checks, check => Assert.DoesNotContain("proxy-password", check.Finding.Seen, StringComparison.Ordinal));
    }

    private static EventsApiOptions Options(bool useSystemProxy) =>
        new() { ServerUrl = new Uri($"https://{Host}"), ApiToken = "token", UseSystemProxy = useSystemProxy };
}
