using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The host's public HTTP listener: HTTP functions under their routes, and the admin endpoint that fires a timer.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const int MaximumBodyBytes = 104_857_600;
    private const int Connections = 10;

    // A long run is no reason to give up: the function timeout ends it.
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromDays(1) };
    private static readonly HttpMessageInvoker Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    private readonly HostContext _host;
    private readonly Invocations _invocations;
    private readonly WebApplication _app;

    public HttpFront(HostContext host, Invocations invocations)
    {
        (_host, _invocations) = (host, invocations);
        WebApplicationBuilder builder = LoopbackServer.CreateBuilder(host.HttpPort, HttpProtocols.Http1, kestrel => kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes);
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        _app = builder.Build();
        _app.Use(RefuseOtherRoutes);
    }

    /// <summary>Serves a function under its route; to be called before the start.</summary>
    /// <param name="keeper">Keeps the worker that it is in.</param>
    public void MapFunction(FunctionDefinition function, WorkerKeeper keeper)
    {
        string route = $"{_host.App.RoutePrefix}/{function.Route}".Trim('/');
        RequestDelegate serve = Guard(function.AuthLevel, context => ServeAsync(function, keeper, context));
        _ = function.Methods.Length == 0 ? _app.Map(route, serve) : _app.MapMethods(route, function.Methods, serve);
    }

    /// <summary>Serves "run this timer now".</summary>
    /// <param name="run">Fires the timer of a name with the input of the body; false when there is no such timer.</param>
    public void MapRunNow(Func<string, string, bool> run) => _app.MapPost("admin/functions/{name}", Guard("admin", async context =>
    {
        string? input = await ReadInputAsync(context);
        (int status, string text) = input is null ? (StatusCodes.Status400BadRequest, "The body must be a JSON object such as {\"input\":\"\"} with Content-Type application/json.")
            : run((string)context.GetRouteValue("name")!, input) ? (StatusCodes.Status202Accepted, "")
            : (StatusCodes.Status404NotFound, "There is no timer function of this name.");
        await Results.Text(text, statusCode: status).ExecuteAsync(context);
    }));

    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    // Routing alone would answer 405 for a wrong method, by an endpoint without a route; the host does not find it.
    private static Task RefuseOtherRoutes(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint() is RouteEndpoint ? next(context) : Results.NotFound().ExecuteAsync(context);

    private RequestDelegate Guard(string level, RequestDelegate serve) =>
        context => _host.Options.Allows(context.Request, level) ? serve(context) : Results.Unauthorized().ExecuteAsync(context);

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

    /// <summary>Forwards the request, invokes the function, and believes the invocation, not the answer.</summary>
    private async Task ServeAsync(FunctionDefinition function, WorkerKeeper keeper, HttpContext context)
    {
        InvocationRequest request = InvocationRequests.CreateHttp(function, context.Request);
        context.Request.Headers["x-ms-invocation-id"] = request.InvocationId;
        Task<ForwarderError> forwarding = Task.FromResult(ForwarderError.NoAvailableDestinations);
        InvocationResult result = await _invocations.RunAsync(keeper, function, request, worker => forwarding = ForwardAsync(context, worker.HttpUri), context.RequestAborted);
        ForwarderError error = await forwarding;
        if (error != ForwarderError.None && !context.RequestAborted.IsCancellationRequested)
        {
            _host.Log.Error($"The request to '{function.Name}' could not be forwarded to its end ({error}). {context.GetForwarderErrorFeature()?.Exception?.Message}");
        }

        bool isServed = error == ForwarderError.None && result.Succeeded;
        if (!isServed && context.Response.HasStarted)
        {
            // The only way left to say that what came is not all.
            context.Abort();
        }
        else if (!isServed)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>Copies the worker's answer as it comes; nothing is sent before the first byte of its body.</summary>
    private async Task<ForwarderError> ForwardAsync(HttpContext context, Uri? worker)
    {
        IHttpForwarder forwarder = context.RequestServices.GetRequiredService<IHttpForwarder>();
        ForwarderError error = ForwarderError.NoAvailableDestinations;
        for (int attempt = 1; worker is not null; attempt++)
        {
            error = await forwarder.SendAsync(context, worker.AbsoluteUri, Client, Forwarding, HttpTransformer.Default);
            if (error != ForwarderError.Request || attempt == Connections
                || context.GetForwarderErrorFeature()?.Exception is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            {
                break;
            }

            // The worker says where it will listen before it does.
            context.Response.Clear();
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 << (attempt - 1), 250)), _host.TimeProvider, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return error;
    }
}
