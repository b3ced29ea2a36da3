using System.Collections.Concurrent;
using Grpc.Core;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Takes in the stream of a worker. The id in its first message is the only link between process and stream.</summary>
internal sealed class WorkerService(ConcurrentDictionary<string, WorkerChannel> channels) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || requestStream.Current.StartStream is not { } start
            || !channels.TryGetValue(start.WorkerId, out WorkerChannel? channel))
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, "The first message must be StartStream with the id that the worker was given."));
        }

        channel.Take(requestStream.Current);
        await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
    }
}
