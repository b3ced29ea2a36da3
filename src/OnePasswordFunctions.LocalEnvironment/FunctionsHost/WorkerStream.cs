using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// The conversation with one worker, at a gRPC listener of its own on 127.0.0.1: HTTP/2 without TLS, messages of any length. Answers
/// may come in any order, late, or for what nobody waits for any more; log messages may come at any time, and messages without
/// content are nothing to worry about.
/// </summary>
internal sealed class WorkerStream : FunctionRpc.FunctionRpcBase, IAsyncDisposable
{
    private readonly Action<RpcLog> _log;
    private readonly WebApplication _listener;
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, (TaskCompletionSource<StreamingMessage> Answer, Action<RpcLog> Log)> _awaited = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<StreamingMessage> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Listens from now on.</summary>
    /// <param name="log">Takes what the worker logs while nobody waits for the answer of the invocation that it names.</param>
    public WorkerStream(Action<RpcLog> log)
    {
        _log = log;
        Started = AwaitAsync(nameof(StreamingMessage.StartStream), log);
        WebApplicationBuilder builder = LoopbackServer.CreateBuilder(0, HttpProtocols.Http2);
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.Services.AddSingleton(this);
        _listener = builder.Build();
        _listener.MapGrpcService<WorkerStream>();
        _listener.Start();
    }

    /// <summary>By which the worker introduces itself.</summary>
    public string WorkerId { get; } = Guid.NewGuid().ToString();

    public int Port => new Uri(_listener.Urls.First()).Port;

    /// <summary>Ends when the worker has introduced itself, which it does unasked.</summary>
    public Task<StreamingMessage> Started { get; }

    /// <summary>Ends when the stream has ended, from whichever side.</summary>
    public Task Ended => _ended.Task;

    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Sends a request; the task ends with its answer, or fails with the worker.</summary>
    /// <param name="key">What the answer is known by: the id in it, or else the kind of message that it is.</param>
    /// <param name="log">Takes what the worker logs with this id until it answers; null for a request without an invocation.</param>
    public Task<StreamingMessage> AskAsync(StreamingMessage request, string key, Action<RpcLog>? log = null)
    {
        Task<StreamingMessage> answer = AwaitAsync(key, log ?? _log);
        Send(request);
        return answer;
    }

    /// <summary>Asks the function to end.</summary>
    public void Cancel(string invocationId) => Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } });

    /// <summary>Breaks the stream. The worker does not notice enough to end: it stays, deaf.</summary>
    public void Abort() => _aborted.Cancel();

    /// <summary>Ends every wait for an answer, now and later, with a <see cref="LocalEnvironmentException"/>.</summary>
    public void Fail(string reason) => _failed.TrySetException(new LocalEnvironmentException(reason));

    /// <summary>Carries messages both ways until the stream ends: because the worker did, or because it was broken from here.</summary>
    public override async Task EventStream(IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.StartStream?.WorkerId != WorkerId)
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, "The first message must be StartStream with the id that the worker was given."));
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, _aborted.Token);
        Task reading = ReadAsync(requestStream, ending.Token), writing = WriteAsync(responseStream, ending.Token);
        await Task.WhenAny(reading, writing);
        await ending.CancelAsync();
        await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.TrySetResult();
    }

    /// <summary>Closes the listener and what is connected to it.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ReadAsync(IAsyncStreamReader<StreamingMessage> incoming, CancellationToken cancellationToken)
    {
        do
        {
            StreamingMessage message = incoming.Current;
            if (message.RpcLog is { } line)
            {
                (_awaited.TryGetValue(line.InvocationId, out var invocation) ? invocation.Log : _log)(line);
            }
            else if (_awaited.TryRemove(message.InvocationResponse?.InvocationId ?? message.FunctionLoadResponse?.FunctionId ?? message.ContentCase.ToString(), out var awaited))
            {
                awaited.Answer.TrySetResult(message);
            }
        }
        while (await incoming.MoveNext(cancellationToken));
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        await foreach (StreamingMessage message in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            await outgoing.WriteAsync(message, cancellationToken);
        }
    }

    private async Task<StreamingMessage> AwaitAsync(string key, Action<RpcLog> log)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[key] = (answer, log);
        return await await Task.WhenAny(answer.Task, _failed.Task);
    }
}
