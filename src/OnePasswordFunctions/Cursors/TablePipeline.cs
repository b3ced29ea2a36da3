using Azure.Core.Pipeline;
using Azure.Data.Tables;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// How the SDK sends its requests: one attempt a call and without a clock of its own, because a run's retries share one budget of time,
/// which only the ingester knows; nothing logged or traced, because requests hold cursors.
/// </summary>
internal static class TablePipeline
{
    /// <summary>The options of a client that sends through <paramref name="handler"/>.</summary>
    public static TableClientOptions CreateOptions(HttpMessageHandler handler)
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(CreateClient(handler)) };
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = Timeout.InfiniteTimeSpan;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return options;
    }

    /// <summary>What the SDK sends with.</summary>
    public static HttpClient CreateClient(HttpMessageHandler handler)
    {
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", BuildVersion.UserAgent);
        return client;
    }

    /// <summary>Connections that outlive the minute between two runs, so that an idle run costs no handshake.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
    };
}
