using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The host's public HTTP listener: HTTP functions under their routes, and the admin endpoint that fires a timer.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const int MaximumBodyBytes = 104_857_600;

    private readonly HostContext _host;
    private readonly WebApplication _app;

    public HttpFront(HostContext host)
    {
        _host = host;
        WebApplicationBuilder builder = LoopbackServer.CreateBuilder(host.HttpPort, HttpProtocols.Http1, kestrel => kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes);
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        _app = builder.Build();
        _app.Use(RefuseOtherRoutes);
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_host.HttpPort}"));

    /// <summary>Serves a function under its route; to be called before the start.</summary>
    public void MapFunction(FunctionDefinition function, RequestDelegate serve)
    {
        string route = $"{_host.App.RoutePrefix}/{function.Route}".Trim('/');
        _ = function.Methods.Length == 0 ? _app.Map(route, Guard(function.AuthLevel, serve)) : _app.MapMethods(route, function.Methods, Guard(function.AuthLevel, serve));
    }

    /// <summary>Serves "run this timer now".</summary>
    /// <param name="run">Fires the timer of a name with the input of the body; false when there is no such timer.</param>
    public void MapRunNow(Func<string, string, bool> run) => _app.MapPost("admin/functions/{name}", Guard("admin", async context =>
    {
        string? input = await ReadInputAsync(context);
        (int status, string text) = input is null ? (StatusCodes.Status400BadRequest, "The body must be a JSON object such as {\"input\":\"\"} with Content-Type application/json.")
            : run((string)context.GetRouteValue("name")!, input) ? (StatusCodes.Status202Accepted, "")
            : (StatusCodes.Status404NotFound, "There is no timer function of this name.");
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }));

    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    // Routing alone would answer 405 for a wrong method, by an endpoint without a route; the host does not find it.
    private static Task RefuseOtherRoutes(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint() is RouteEndpoint ? next(context) : Refuse(context, StatusCodes.Status404NotFound);

    private RequestDelegate Guard(string level, RequestDelegate serve) =>
        context => _host.Options.Allows(context.Request, level) ? serve(context) : Refuse(context, StatusCodes.Status401Unauthorized);

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task<string?> ReadInputAsync(HttpContext context)
    {
        try
        {
            JsonNode? body = context.Request.HasJsonContentType() ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) : null;
            return body is JsonObject json ? json["input"]?.ToString() ?? "" : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
