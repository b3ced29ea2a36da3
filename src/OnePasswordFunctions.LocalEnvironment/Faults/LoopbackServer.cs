using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>
/// An HTTP/1.1 server on 127.0.0.1 that has faults, and that can stop listening and come back on its port.
/// It reads no configuration and writes no log.
/// </summary>
/// <param name="vocabulary">The faults that it knows.</param>
/// <param name="timeProvider">Its time.</param>
internal abstract class LoopbackServer(FaultVocabulary vocabulary, TimeProvider timeProvider) : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(200);
    private WebApplication? _application;

    /// <summary>Where it listens; known after <see cref="StartAsync"/>.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The faults that are on.</summary>
    public FaultPlan Faults { get; } = new(vocabulary, timeProvider);

    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>The beginning of every server here: on 127.0.0.1, without configuration and logs, and without a hand on the program's signals.</summary>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="protocols">What is spoken there.</param>
    /// <param name="configure">Sets limits.</param>
    public static WebApplicationBuilder CreateBuilder(int port, HttpProtocols protocols, Action<KestrelServerOptions>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel((KestrelServerOptions options) =>
        {
            options.AddServerHeader = false;
            configure?.Invoke(options);
            options.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = protocols);
        });
        return builder;
    }

    /// <summary>Opens a port that is free.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => ListenAgainAsync(cancellationToken);

    /// <summary>Closes the port and every connection; callers get "connection refused" until <see cref="ListenAgainAsync"/>.</summary>
    public virtual async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref _application, null) is { } application)
        {
            await application.StopAsync(CancellationToken.None);
            await application.DisposeAsync();
        }
    }

    /// <summary>Opens the same port again. Does nothing when it is open.</summary>
    public async Task ListenAgainAsync(CancellationToken cancellationToken = default)
    {
        if (_application is not null)
        {
            return;
        }

        WebApplicationBuilder builder = CreateBuilder(BaseAddress.Port, HttpProtocols.Http1, Configure);
        builder.WebHost.UseSockets(options => options.WaitForDataBeforeAllocatingBuffer = false);
        // After the server's own registration, which it replaces.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPool>();
        WebApplication application = builder.Build();
        application.UseWebSockets();
        application.Run(HandleAsync);
        await application.StartAsync(cancellationToken);
        BaseAddress = new Uri(application.Urls.First());
        _application = application;
    }

    /// <inheritdoc cref="FaultPlan.Add(string)"/>
    public ActiveFault AddFault(string text) => Faults.Add(text);

    public virtual async ValueTask DisposeAsync() => await StopListeningAsync();

    /// <summary>Answers a request.</summary>
    protected abstract Task HandleAsync(HttpContext context);

    /// <summary>Sees every connection first: serves it, unless a fault closes it at once.</summary>
    protected virtual Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!Faults.TakeRefusal())
        {
            return next(connection);
        }

        connection.Features.FindSocket()?.ResetNow();
        return Task.CompletedTask;
    }

    private void Configure(KestrelServerOptions options)
    {
        options.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
        // Slow bodies are part of what is simulated, in both directions.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxResponseBufferSize = 2 * 1024 * 1024;
        options.Limits.MaxRequestBufferSize = 2 * 1024 * 1024;
        options.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => ServeAsync(connection, next)));
    }
}
