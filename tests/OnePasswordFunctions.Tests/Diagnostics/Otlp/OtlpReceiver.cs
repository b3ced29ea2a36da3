using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace OnePasswordFunctions.Tests.Diagnostics.Otlp;

/// <summary>A real OTLP receiver: HTTP with protobuf, on a port of this machine.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string? Header, byte[] Body)> _requests = [];
    private readonly TaskCompletionSource _gate = new();

    private OtlpReceiver()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Receives and does not answer.</summary>
    public bool IsStuck { get; set; }

    public IEnumerable<string> Paths => _requests.Select(request => request.Path);

    public IEnumerable<string?> Headers => _requests.Select(request => request.Header);

    /// <summary>Everything that arrived, as text that can be searched.</summary>
    public string Raw => string.Concat(_requests.Select(request => System.Text.Encoding.Latin1.GetString(request.Body)));

    public IReadOnlyList<ReceivedSpan> Spans => [.. Bodies("/v1/traces")
        .SelectMany(body => body.Messages(1)).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2))
        .Select(span => new ReceivedSpan(span.Text(5), Hex(span.Bytes(1)), Hex(span.Bytes(2)), Hex(span.Bytes(4)), Tags(span, 9)))];

    /// <summary>The points of the last export that holds each metric: counters are cumulative.</summary>
    public IReadOnlyList<ReceivedPoint> Points => [.. Bodies("/v1/metrics").Last()
        .Messages(1).SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2)).SelectMany(Read)];

    /// <summary>The attributes of the process that sent the last metrics.</summary>
    public IReadOnlyDictionary<string, string> Resource => Tags(Bodies("/v1/metrics").Last().Messages(1).Single().Messages(1).Single(), 1);

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static IEnumerable<ReceivedPoint> Read(ProtobufMessage metric)
    {
        string name = metric.Text(1), unit = metric.Text(3);
        foreach (ProtobufMessage point in metric.Messages(5).Concat(metric.Messages(7)).SelectMany(numbers => numbers.Messages(1)))
        {
            yield return new ReceivedPoint(name, unit, point.Value(6) > 0 ? point.Value(6) : point.Double(4), 0, Tags(point, 7));
        }

        foreach (ProtobufMessage point in metric.Messages(9).SelectMany(histogram => histogram.Messages(1)))
        {
            yield return new ReceivedPoint(name, unit, point.Double(5), point.Value(4), Tags(point, 9));
        }
    }

    private static Dictionary<string, string> Tags(ProtobufMessage message, int number) =>
        message.Messages(number).ToDictionary(pair => pair.Text(1), pair => pair.Messages(2).Single().Text(1));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private IEnumerable<ProtobufMessage> Bodies(string path) => _requests.Where(request => request.Path == path).Select(request => new ProtobufMessage(request.Body));

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        _requests.Enqueue((context.Request.Path.Value!, context.Request.Headers["x-key"].FirstOrDefault(), body.ToArray()));
        if (IsStuck)
        {
            await _gate.Task.WaitAsync(context.RequestAborted);
        }
    }
}
