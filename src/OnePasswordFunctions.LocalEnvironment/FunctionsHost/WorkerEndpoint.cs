using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The gRPC listener on 127.0.0.1 to which the workers connect: HTTP/2 without TLS, messages of any length.</summary>
internal sealed class WorkerEndpoint : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, WorkerChannel> _channels = new();
    private readonly WebApplication _app;

    public WorkerEndpoint()
    {
        WebApplicationBuilder builder = LoopbackServer.CreateBuilder(0, HttpProtocols.Http2);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.Services.AddSingleton(_channels);
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGrpcService<WorkerService>();
    }

    /// <summary>The port; to be read after the start.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <summary>Tells where the stream of a worker goes; to be called before the worker is started.</summary>
    public void Register(string workerId, WorkerChannel channel) => _channels[workerId] = channel;

    public void Forget(string workerId) => _channels.TryRemove(workerId, out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
