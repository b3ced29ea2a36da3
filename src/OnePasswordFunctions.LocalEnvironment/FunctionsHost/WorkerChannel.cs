using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// The conversation with one worker. Answers may come in any order, late, or for what nobody waits for any more; log
/// messages may come at any time, and messages without content are nothing to worry about.
/// </summary>
internal sealed class WorkerChannel(HostLog log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _expected = new();
    private readonly ConcurrentDictionary<string, WorkerCall> _calls = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerFailedException? _failure;

    /// <summary>Ends when the stream has ended, from whichever side.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The message with which the worker introduces itself; it comes unasked, perhaps before anybody waits for it.</summary>
    public Task<StreamingMessage> Started => ExpectAsync(nameof(StreamingMessage.StartStream));

    /// <summary>Sends a request of the handshake and waits for its answer, which the worker's end makes fail.</summary>
    public Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        string key = request.ContentCase switch
        {
            StreamingMessage.ContentOneofCase.WorkerInitRequest => nameof(StreamingMessage.WorkerInitResponse),
            StreamingMessage.ContentOneofCase.FunctionsMetadataRequest => nameof(StreamingMessage.FunctionMetadataResponse),
            _ => KeyOfLoad(request.FunctionLoadRequest.FunctionId),
        };
        Send(request);
        return ExpectAsync(key);
    }

    /// <summary>Starts an invocation.</summary>
    public WorkerCall Begin(string functionName, InvocationRequest request)
    {
        var call = new WorkerCall(functionName, request.InvocationId);
        _calls[call.InvocationId] = call;
        if (_failure is { } failure)
        {
            call.Fail(failure);
        }

        Send(new StreamingMessage { InvocationRequest = request });
        return call;
    }

    /// <summary>Asks the worker to end an invocation; its answer is still waited for.</summary>
    public void Cancel(WorkerCall call) => Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = call.InvocationId } });

    /// <summary>Waits no longer for an invocation; what the worker still logs about it belongs to no invocation.</summary>
    public void Forget(WorkerCall call) => _calls.TryRemove(call.InvocationId, out _);

    /// <summary>Asks the worker to end itself.</summary>
    public void Terminate(TimeSpan grace) => Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(grace) } });

    /// <summary>Breaks the stream. The worker does not notice enough to end: it stays, deaf.</summary>
    public void Abort() => _aborted.Cancel();

    /// <summary>Ends everything that is waited for, now and later.</summary>
    public void Fail(WorkerFailedException failure)
    {
        _failure = failure;
        foreach (TaskCompletionSource<StreamingMessage> waiting in _expected.Values)
        {
            waiting.TrySetException(failure);
        }

        foreach (WorkerCall call in _calls.Values)
        {
            call.Fail(failure);
        }
    }

    /// <summary>Carries messages both ways until the stream ends.</summary>
    public async Task RunAsync(IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
        Task writing = WriteAsync(outgoing, ending.Token);
        try
        {
            while (await incoming.MoveNext(ending.Token))
            {
                Take(incoming.Current);
            }
        }
        catch (Exception exception) when (IsEndOfStream(exception))
        {
            // The worker has ended, or the stream was broken from here; whoever supervises the process finds out which.
        }
        finally
        {
            await ending.CancelAsync();
            await writing;
            _ended.TrySetResult();
        }
    }

    /// <summary>Takes in one message of the worker.</summary>
    public void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.None:
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                Write(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_calls.TryRemove(message.InvocationResponse.InvocationId, out WorkerCall? call))
                {
                    call.Complete(message.InvocationResponse);
                }

                break;
            default:
                Expected(message.FunctionLoadResponse is { } load ? KeyOfLoad(load.FunctionId) : message.ContentCase.ToString()).TrySetResult(message);
                break;
        }
    }

    private static string KeyOfLoad(string functionId) => "load " + functionId;

    private static bool IsEndOfStream(Exception exception) => exception is IOException or OperationCanceledException or RpcException or InvalidOperationException;

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

    private void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    private Task<StreamingMessage> ExpectAsync(string key)
    {
        TaskCompletionSource<StreamingMessage> waiting = Expected(key);
        if (_failure is { } failure)
        {
            waiting.TrySetException(failure);
        }

        return waiting.Task;
    }

    private TaskCompletionSource<StreamingMessage> Expected(string key) =>
        _expected.GetOrAdd(key, _ => new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Write(RpcLog entry)
    {
        _calls.TryGetValue(entry.InvocationId, out WorkerCall? call);
        HostLogEntry read = HostLogEntry.OfWorker(entry, call?.FunctionName);
        call?.Logs.Enqueue(read);
        log.Write(read);
    }
}
