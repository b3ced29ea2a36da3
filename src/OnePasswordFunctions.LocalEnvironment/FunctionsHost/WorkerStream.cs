using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// The conversation with one worker. Answers may come in any order, late, or for what nobody waits for any more; log
/// messages may come at any time, and messages without content are nothing to worry about.
/// </summary>
/// <param name="log">Takes what the worker logs.</param>
internal sealed class WorkerStream(Action<RpcLog> log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the stream has ended, from whichever side.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Ends when the worker has introduced itself, which it does unasked.</summary>
    public Task<StreamingMessage> Started => Answer(nameof(StreamingMessage.StartStream)).Task;

    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Sends a request; the task ends with its answer, if one comes.</summary>
    public Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        Task<StreamingMessage> answer = Answer(KeyOf(request)).Task;
        Send(request);
        return answer;
    }

    /// <summary>Whether an invocation is still to be answered; what the worker logs about others belongs to no invocation.</summary>
    public bool IsAwaiting(string invocationId) => _answers.ContainsKey(invocationId);

    /// <summary>Waits no longer for an invocation.</summary>
    public void Forget(string invocationId) => _answers.TryRemove(invocationId, out _);

    /// <summary>Breaks the stream. The worker does not notice enough to end: it stays, deaf.</summary>
    public void Abort() => _aborted.Cancel();

    /// <summary>Carries messages both ways until the stream ends.</summary>
    /// <param name="incoming">The first message has been read from it.</param>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
        Task writing = WriteAsync(outgoing, ending.Token);
        try
        {
            do
            {
                Take(incoming.Current);
            }
            while (await incoming.MoveNext(ending.Token));
        }
        catch (Exception exception) when (IsEndOfStream(exception))
        {
            // The worker has ended, or the stream was broken from here; whoever watches the process finds out which.
        }
        finally
        {
            await ending.CancelAsync();
            await writing;
            _ended.TrySetResult();
        }
    }

    /// <summary>By what a request and its answer find each other.</summary>
    private static string KeyOf(StreamingMessage message) => message.ContentCase switch
    {
        StreamingMessage.ContentOneofCase.WorkerInitRequest => nameof(StreamingMessage.WorkerInitResponse),
        StreamingMessage.ContentOneofCase.FunctionsMetadataRequest => nameof(StreamingMessage.FunctionMetadataResponse),
        StreamingMessage.ContentOneofCase.FunctionLoadRequest => "load " + message.FunctionLoadRequest.FunctionId,
        StreamingMessage.ContentOneofCase.FunctionLoadResponse => "load " + message.FunctionLoadResponse.FunctionId,
        StreamingMessage.ContentOneofCase.InvocationRequest => message.InvocationRequest.InvocationId,
        StreamingMessage.ContentOneofCase.InvocationResponse => message.InvocationResponse.InvocationId,
        _ => message.ContentCase.ToString(),
    };

    private static bool IsEndOfStream(Exception exception) => exception is IOException or OperationCanceledException or RpcException or InvalidOperationException;

    private void Take(StreamingMessage message)
    {
        if (message.RpcLog is { } line)
        {
            log(line);
        }
        else if (message.InvocationResponse is null)
        {
            Answer(KeyOf(message)).TrySetResult(message);
        }
        else if (_answers.TryRemove(KeyOf(message), out TaskCompletionSource<StreamingMessage>? invocation))
        {
            invocation.TrySetResult(message);
        }
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (StreamingMessage message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await writer.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception exception) when (IsEndOfStream(exception))
        {
            // As with reading.
        }
    }

    private TaskCompletionSource<StreamingMessage> Answer(string key) =>
        _answers.GetOrAdd(key, _ => new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously));
}
