using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The gRPC listener on 127.0.0.1 to which the workers connect: HTTP/2 without TLS, messages of any length.</summary>
internal sealed class WorkerEndpoint : FunctionRpc.FunctionRpcBase, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, WorkerStream> _streams = new();
    private readonly WebApplication _app;

    public WorkerEndpoint()
    {
        WebApplicationBuilder builder = LoopbackServer.CreateBuilder(0, HttpProtocols.Http2);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.UseRouting();
        _app.MapGrpcService<WorkerEndpoint>();
    }

    /// <summary>The port; to be read after the start.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <summary>Tells where the stream of a worker goes; to be called before the worker is started.</summary>
    public void Register(string workerId, WorkerStream stream) => _streams[workerId] = stream;

    public void Forget(string workerId) => _streams.TryRemove(workerId, out _);

    /// <summary>Takes in the stream of a worker. The id in its first message is the only link between process and stream.</summary>
    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || requestStream.Current.StartStream is not { } start
            || !_streams.TryGetValue(start.WorkerId, out WorkerStream? stream))
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, "The first message must be StartStream with the id that the worker was given."));
        }

        await stream.RunAsync(requestStream, responseStream, context.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
