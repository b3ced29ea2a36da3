using System.Text;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>Takes metrics and spans as OTLP over HTTP. Texts stand in protobuf as they are, so it need not be taken apart to be searched.</summary>
internal sealed class OtlpReceiver() : LoopbackServer(new FaultVocabulary([], [], [], _ => null), TimeProvider.System)
{
    private readonly Lock _gate = new();
    private readonly List<(string Path, string? Key, string Body)> _requests = [];

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

    protected override async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        lock (_gate)
        {
            _requests.Add((context.Request.Path.Value!, context.Request.Headers["x-key"].FirstOrDefault(), Encoding.Latin1.GetString(body.ToArray())));
        }
    }
}
