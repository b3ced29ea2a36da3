using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.LocalEnvironment.Faults;
using Yarp.ReverseProxy.Forwarder;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The host's public HTTP listener: HTTP functions under their routes, and the admin endpoint that fires a timer.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const int MaximumBodyBytes = 104_857_600;

    private readonly FunctionsHostOptions _options;
    private readonly WebApplication _app;

    public HttpFront(int port, FunctionsHostOptions options)
    {
        _options = options;
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        WebApplicationBuilder builder = LoopbackServer.CreateBuilder(port, HttpProtocols.Http1, kestrel => kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes);
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        _app = builder.Build();
        _app.UseRouting();
        _app.Use(RefuseOtherRoutes);
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Passes requests on, as the real host does.</summary>
    public IHttpForwarder Forwarder => _app.Services.GetRequiredService<IHttpForwarder>();

    /// <summary>Serves a route; to be called before the start.</summary>
    /// <param name="pattern">The route, without a slash in front.</param>
    /// <param name="methods">In upper case; none means all.</param>
    /// <param name="authLevel">Whose key a caller needs; with another the answer is an empty 401.</param>
    /// <param name="serve">Serves it, once the key is right.</param>
    public void Map(string pattern, IReadOnlyCollection<string> methods, string authLevel, RequestDelegate serve)
    {
        Task GuardAsync(HttpContext context)
        {
            if (IsAllowed(context.Request, authLevel))
            {
                return serve(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        _ = methods.Count == 0 ? _app.Map(pattern, GuardAsync) : _app.MapMethods(pattern, methods, GuardAsync);
    }

    /// <summary>Serves "run this timer now".</summary>
    /// <param name="run">Fires the timer of a name with the input of the body; false when there is no such timer.</param>
    public void MapRunNow(Func<string, string, bool> run) => Map("admin/functions/{name}", [HttpMethods.Post], "admin", async context =>
    {
        string? input = await ReadInputAsync(context);
        (int status, string text) = input is null ? (StatusCodes.Status400BadRequest, "The body must be a JSON object such as {\"input\":\"\"} with Content-Type application/json.")
            : run((string)context.GetRouteValue("name")!, input) ? (StatusCodes.Status202Accepted, "")
            : (StatusCodes.Status404NotFound, "There is no timer function of this name.");
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(text, context.RequestAborted);
    });

    /// <exception cref="LocalEnvironmentException">The port is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new LocalEnvironmentException($"The Functions host stand-in cannot listen on {BaseAddress}: {exception.Message} Choose another port or end the program that uses it.", exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    // Routing alone would answer 405 for a wrong method, by an endpoint without a route; the host does not find it.
    private static Task RefuseOtherRoutes(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>The key stands in the header <c>x-functions-key</c>, which wins, or in <c>?code=</c>. Nobody needs one unless keys are asked for.</summary>
    private bool IsAllowed(HttpRequest request, string authLevel)
    {
        string? key = request.Headers.TryGetValue("x-functions-key", out var header) && header.Count > 0 ? header[0] : request.Query["code"].FirstOrDefault();
        return !_options.Auth || authLevel == "anonymous" || key == _options.MasterKey || (authLevel == "function" && key == _options.FunctionKey);
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
