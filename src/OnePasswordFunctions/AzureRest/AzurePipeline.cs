using Azure.Core;
using Azure.Core.Pipeline;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.AzureRest;

/// <summary>
/// Builds the Azure.Core pipeline of one service. It makes one attempt per call: a run's retries share one budget of time,
/// which only the ingester knows.
/// </summary>
internal static class AzurePipeline
{
    public static HttpPipeline Create(HttpPipelinePolicy authorization, HttpMessageHandler handler)
    {
        var options = new PipelineOptions { Transport = new HttpClientTransport(new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }) };
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = Timeout.InfiniteTimeSpan;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return HttpPipelineBuilder.Build(options, [new UserAgentPolicy()], [authorization], null);
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

    private sealed class UserAgentPolicy : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => message.Request.Headers.SetValue("User-Agent", BuildVersion.UserAgent);
    }

    private sealed class PipelineOptions : ClientOptions;
}
