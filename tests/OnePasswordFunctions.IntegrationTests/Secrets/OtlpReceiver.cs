using System.Text;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>Takes metrics and spans as OTLP over HTTP. Texts stand in protobuf as they are, so it need not be taken apart to be searched.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly Lock _gate = new();
    private readonly List<(string Path, string? Key, string Body)> _requests = [];

    public OtlpReceiver() => _server = new LoopbackServer(ReceiveAsync);

    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>What came so far: the path, the header <c>x-key</c>, and the body as Latin-1.</summary>
    public IReadOnlyList<(string Path, string? Key, string Body)> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public Task StartAsync() => _server.StartAsync(0, CancellationToken.None);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        lock (_gate)
        {
            _requests.Add((context.Request.Path.Value!, context.Request.Headers["x-key"].FirstOrDefault(), Encoding.Latin1.GetString(body.ToArray())));
        }
    }
}
