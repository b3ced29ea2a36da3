using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Functions;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>The handler's edge on a port of this machine, in front of a feed in memory, with its two streams in hand.</summary>
internal sealed class TimerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    private TimerHost(ObservedFeed feed, OtlpExport? export, string[]? problems)
    {
        var lines = new LineOutput(_output, _error, new SecretRedactor([]));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(new JsonLineLoggerProvider(lines, feed.Time));
        _app = builder.Build();
        _app.UseRouting();
        if (problems is not null)
        {
            new BadSettingsEndpoints(problems, lines, feed.Time, Logger<BadSettingsEndpoints>()).Map(_app);
        }
        else
        {
            var watch = new TokenWatch(feed.Options, new Uri("https://events.1password.com"), feed.Time, Logger<TokenWatch>());
            var reporter = new RunReporter(watch, export, feed.Time, Logger<RunReporter>());
            var history = new RunHistory(TestTables.Options, TestTables.Over(new InMemoryTables()), Logger<RunHistory>());
            new TimerEndpoints(feed.CreateIngester(), reporter, history, lines, feed.Time, _app.Services.GetRequiredService<IHostApplicationLifetime>(), Logger<TimerEndpoints>()).Map(_app);
        }

        _client = new HttpClient();
    }

    public IReadOnlyList<string> OutputLines => Lines(_output);

    public IReadOnlyList<string> ErrorLines => Lines(_error);

    public static async Task<TimerHost> StartAsync(ObservedFeed feed, OtlpExport? export = null, string[]? problems = null)
    {
        var host = new TimerHost(feed, export, problems);
        await host._app.StartAsync();
        host._client.BaseAddress = new Uri(host._app.Urls.Single());
        return host;
    }

    /// <summary>Fires the feed's timer as the Functions host does.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> FireAsync(EventFeed feed, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/" + feed.FunctionName);
        request.Headers.Add("X-Azure-Functions-InvocationId", "invocation-1");
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        using HttpResponseMessage response = await _client.SendAsync(request);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, answer.RootElement.Clone());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string[] Lines(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private ILogger<T> Logger<T>() => _app.Services.GetRequiredService<ILogger<T>>();
}
