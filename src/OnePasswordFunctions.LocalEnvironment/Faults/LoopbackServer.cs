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
/// An HTTP/1.1 server on 127.0.0.1 that can stop listening and come back on its port.
/// It reads no configuration and writes no log.
/// </summary>
/// <param name="connected">Sees every connection first and may keep it for a protocol of its own; null serves HTTP on all.</param>
internal sealed class LoopbackServer(RequestDelegate handler, Func<ConnectionContext, ConnectionDelegate, Task>? connected = null) : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMilliseconds(200);
    private WebApplication? _application;

    /// <summary>The port; 0 before the first start.</summary>
    public int Port { get; private set; }

    public Uri BaseAddress => new($"http://127.0.0.1:{Port}");

    /// <summary>The beginning of every server here: on 127.0.0.1, without configuration and logs, and without a hand on the program's signals.</summary>
    /// <param name="port">0 takes a free one.</param>
    /// <param name="protocols">What is spoken there.</param>
    /// <param name="configure">Sets limits.</param>
    /// <param name="listen">Sees the connections.</param>
    public static WebApplicationBuilder CreateBuilder(int port, HttpProtocols protocols, Action<KestrelServerOptions>? configure = null, Action<ListenOptions>? listen = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel((KestrelServerOptions options) =>
        {
            options.AddServerHeader = false;
            configure?.Invoke(options);
            options.Listen(IPAddress.Loopback, port, endpoint =>
            {
                endpoint.Protocols = protocols;
                listen?.Invoke(endpoint);
            });
        });
        return builder;
    }

    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = CreateBuilder(port, HttpProtocols.Http1, Configure, Listen);
        builder.WebHost.UseSockets(options => options.WaitForDataBeforeAllocatingBuffer = false);
        // After the server's own registration, which it replaces.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPool>();
        WebApplication application = builder.Build();
        application.UseWebSockets();
        application.Run(handler);
        await application.StartAsync(cancellationToken);
        Port = new Uri(application.Urls.First()).Port;
        _application = application;
    }

    /// <summary>Closes the port and every connection; callers get "connection refused" until <see cref="ListenAgainAsync"/>.</summary>
    public async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref _application, null) is { } application)
        {
            await application.StopAsync(CancellationToken.None);
            await application.DisposeAsync();
        }
    }

    /// <summary>Opens the same port again. Does nothing when it is open.</summary>
    public Task ListenAgainAsync(CancellationToken cancellationToken) => _application is not null ? Task.CompletedTask : StartAsync(Port, cancellationToken);

    public async ValueTask DisposeAsync() => await StopListeningAsync();

    private static void Configure(KestrelServerOptions options)
    {
        options.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
        // Slow bodies are part of what is simulated, in both directions.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxResponseBufferSize = 2 * 1024 * 1024;
        options.Limits.MaxRequestBufferSize = 2 * 1024 * 1024;
    }

    private void Listen(ListenOptions listen)
    {
        if (connected is not null)
        {
            listen.Use(next => connection => connected(connection, next));
        }
    }
}
