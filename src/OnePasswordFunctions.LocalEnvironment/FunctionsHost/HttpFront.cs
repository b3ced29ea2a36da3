using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The host's public HTTP listener: HTTP functions under their routes, and the admin endpoints.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const int MaximumBodyBytes = 104_857_600;

    private readonly WebApplication _app;

    public HttpFront(int port)
    {
        BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel((KestrelServerOptions kestrel) =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _app = builder.Build();
        _app.UseRouting();
        _app.Use(RefuseOtherRoutes);
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Serves a route; to be called before the start.</summary>
    /// <param name="pattern">The route, without a slash in front.</param>
    /// <param name="methods">In upper case; none means all.</param>
    /// <param name="serve">Serves it, once the key is right.</param>
    /// <param name="isAllowed">Whether the caller's key is right; otherwise the answer is an empty 401.</param>
    public void Map(string pattern, IReadOnlyCollection<string> methods, Func<HttpRequest, bool> isAllowed, RequestDelegate serve)
    {
        Task GuardAsync(HttpContext context)
        {
            if (isAllowed(context.Request))
            {
                return serve(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        IEndpointConventionBuilder endpoint = methods.Count == 0 ? _app.Map(pattern, GuardAsync) : _app.MapMethods(pattern, methods, GuardAsync);
        endpoint.WithMetadata(HostEndpoint.Instance);
    }

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

    // Routing alone would answer 405 for a wrong method; the host does not find it.
    private static Task RefuseOtherRoutes(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HostEndpoint>() is not null)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
