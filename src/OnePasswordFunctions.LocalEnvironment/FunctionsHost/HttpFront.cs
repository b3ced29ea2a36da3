using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The host's HTTP listener: HTTP functions under their routes, the admin endpoints, and the home page.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const int MaximumBodyBytes = 104_857_600;
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(25);

    private readonly HttpFrontParts _parts;
    private readonly KeyCheck _keys;
    private readonly WebApplication _app;

    public HttpFront(int port, HttpFrontParts parts)
    {
        _parts = parts;
        _keys = new KeyCheck(parts.Options);
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel((KestrelServerOptions kestrel) =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoSignalLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _app = builder.Build();
        _app.UseRouting();
        _app.Use(GuardAsync);
        MapAll(_app);
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; }

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

    private void MapAll(IEndpointRouteBuilder routes)
    {
        new AdminEndpoints(_parts, _keys).Map(routes);
        foreach (FunctionDefinition function in _parts.Host.Catalog.Functions.Where(function => function.Trigger == FunctionTrigger.Http))
        {
            string pattern = $"{_parts.HostJson.RoutePrefix}/{function.Route}".Trim('/');
            RequestDelegate serve = CreateHandler(function);
            IEndpointConventionBuilder endpoint = function.Methods.IsEmpty
                ? routes.Map(pattern, serve)
                : routes.MapMethods(pattern, function.Methods, serve);
            endpoint.WithMetadata(HostEndpoint.Instance);
        }
    }

    private RequestDelegate CreateHandler(FunctionDefinition function)
    {
        HttpForwarder? forwarder = _parts.HostJson.ForwardsHttpRequests && function.IsPlainHttp ? new HttpForwarder(_parts, function) : null;
        var describer = new HttpDescriber(_parts, function);
        return context =>
        {
            if (function.IsDisabled && !_keys.IsMaster(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            if (!_keys.Allows(context.Request, function.AuthorizationLevel))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }

            return forwarder?.ServeAsync(context) ?? describer.ServeAsync(context);
        };
    }

    // The home page needs nothing. Everything else waits for the host, and what has no route of ours is not found:
    // routing alone would answer 405 for a wrong method.
    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/" && HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = "true".Equals(_parts.Settings.Find("AzureWebJobsDisableHomepage"), StringComparison.OrdinalIgnoreCase)
                ? StatusCodes.Status204NoContent
                : StatusCodes.Status200OK;
            return;
        }

        if (!await IsReadyAsync(context.RequestAborted))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync("Function host is not running.", context.RequestAborted);
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<HostEndpoint>() is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await next(context);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        long started = _parts.TimeProvider.GetTimestamp();
        while (!_parts.Host.IsRunning)
        {
            if (_parts.TimeProvider.GetElapsedTime(started) >= _parts.Options.HttpReadyTimeout)
            {
                return false;
            }

            await Task.Delay(ReadyPoll, _parts.TimeProvider, cancellationToken);
        }

        return true;
    }
}
