using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// The part of Table Storage that a run uses, in memory: insert, read and conditional replace of rows, with real ETags. Stands in for
/// Azurite here because Azurite's own CPU would decide the figures; the tests use Azurite.
/// </summary>
internal sealed class TableStandIn : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (string ETag, byte[] Row)> _rows = new();
    private readonly WebApplication _app;
    private int _version;
    private int _reads;
    private int _writes;

    public TableStandIn()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public int Reads => _reads;

    public int Writes => _writes;

    public string ConnectionString =>
        $"AccountName=bench;AccountKey={Convert.ToBase64String(new byte[32])};TableEndpoint={_app.Urls.First()}/bench";

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (context.Request.Method == "GET")
        {
            Interlocked.Increment(ref _reads);
            await ReadRowAsync(context, path);
            return;
        }

        Interlocked.Increment(ref _writes);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (context.Request.Method == "POST")
        {
            using var row = System.Text.Json.JsonDocument.Parse(body.ToArray());
            path = row.RootElement.TryGetProperty("RowKey", out var key)
                ? $"{path}(PartitionKey='{row.RootElement.GetProperty("PartitionKey").GetString()}',RowKey='{key.GetString()}')"
                : path;
        }

        Store(context, path, body.ToArray());
    }

    private async Task ReadRowAsync(HttpContext context, string path)
    {
        if (path.EndsWith("()", StringComparison.Ordinal))
        {
            // A query; what is asked for so, dead letters, never comes up here.
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"value":[]}""");
            return;
        }

        if (!_rows.TryGetValue(path, out (string ETag, byte[] Row) found))
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["x-ms-error-code"] = "ResourceNotFound";
            return;
        }

        context.Response.Headers.ETag = found.ETag;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = found.Row.Length;
        await context.Response.Body.WriteAsync(found.Row);
    }

    private void Store(HttpContext context, string path, byte[] row)
    {
        string etag = $"W/\"{Interlocked.Increment(ref _version)}\"";
        string? expected = context.Request.Headers.IfMatch;
        bool exists = _rows.TryGetValue(path, out (string ETag, byte[] Row) current);
        bool isConflict = expected is not null ? !exists || current.ETag != expected : context.Request.Method == "POST" && exists;
        if (isConflict)
        {
            context.Response.StatusCode = expected is null ? 409 : 412;
            context.Response.Headers["x-ms-error-code"] = expected is null ? "EntityAlreadyExists" : "UpdateConditionNotSatisfied";
            return;
        }

        _rows[path] = (etag, row);
        context.Response.StatusCode = 204;
        context.Response.Headers.ETag = etag;
    }
}
