using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>A worker that speaks the protocol from inside this process: connects as its command line says and behaves as the app says.</summary>
internal sealed class FakeWorker : IChildProcess
{
    private static int _lastId = 1_000_000;

    private readonly FakeWorkerApp _app;
    private readonly Action<string, bool> _console;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _dead = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _calls = new();
    private readonly ConcurrentQueue<StreamingMessage> _received = new();
    private readonly string _uri;
    private readonly string _workerId;
    private AsyncDuplexStreamingCall<StreamingMessage, StreamingMessage>? _stream;

    public FakeWorker(FakeWorkerApp app, ProcessStartInfo startInfo, Action<string, bool> console)
    {
        (_app, _console) = (app, console);
        string[] arguments = [.. startInfo.ArgumentList];
        _uri = arguments[Array.IndexOf(arguments, "--functions-uri") + 1];
        _workerId = app.WorkerId ?? arguments[Array.IndexOf(arguments, "--functions-worker-id") + 1];
        _ = Task.Run(LiveAsync);
    }

    public int Id { get; } = Interlocked.Increment(ref _lastId);

    public Task<int> Exited => _exited.Task;

    /// <summary>Every message of the host so far, in order.</summary>
    public IReadOnlyList<StreamingMessage> Received => [.. _received];

    public void Kill() => Exit(137);

    public void Terminate()
    {
        _console("SIGTERM", true);
        Exit(0);
    }

    /// <summary>Ends the process, and with it the stream.</summary>
    public void Exit(int code)
    {
        _console("error: its last words", true);
        _exited.TrySetResult(code);
        _dead.Cancel();
    }

    /// <summary>Sends a message; also one that nobody expects.</summary>
    public async Task SendAsync(StreamingMessage message)
    {
        await _sending.WaitAsync(_dead.Token);
        try
        {
            await _stream!.RequestStream.WriteAsync(message, _dead.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task LiveAsync()
    {
        if (_app.ExitCodeAtStart is { } code)
        {
            Exit(code);
            return;
        }

        using var channel = GrpcChannel.ForAddress(_uri, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false }, MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        using (_stream = new FunctionRpc.FunctionRpcClient(channel).EventStream(cancellationToken: _dead.Token))
        {
            try
            {
                await SendAsync(new StreamingMessage { StartStream = new StartStream { WorkerId = _workerId } });
                await foreach (StreamingMessage message in _stream.ResponseStream.ReadAllAsync(_dead.Token))
                {
                    _received.Enqueue(message);
                    await TakeAsync(message);
                }
            }
            catch (Exception exception) when (exception is RpcException or OperationCanceledException or InvalidOperationException)
            {
                // As a real worker, it does not end when its stream is broken.
                _console("deaf", true);
            }
        }
    }

    private async Task TakeAsync(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.InvocationRequest:
                // Here, so that a cancellation that follows at once finds it.
                var ending = new CancellationTokenSource();
                _calls[message.InvocationRequest.InvocationId] = ending;
                _ = Task.Run(() => InvokeAsync(message.InvocationRequest, ending.Token));
                break;
            case StreamingMessage.ContentOneofCase.InvocationCancel:
                if (_calls.TryGetValue(message.InvocationCancel.InvocationId, out CancellationTokenSource? call))
                {
                    await call.CancelAsync();
                }

                await SendAsync(new StreamingMessage());
                break;
            case StreamingMessage.ContentOneofCase.WorkerTerminate when _app.EndsWhenAsked:
                Exit(0);
                break;
            default:
                if (_app.Answer(message) is { } answer)
                {
                    await SendAsync(answer);
                }

                break;
        }
    }

    private async Task InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        var result = new StatusResult { Status = StatusResult.Types.Status.Success };
        try
        {
            await _app.InvokeAsync(new FakeCall(this, request, cancellationToken));
        }
        catch (Exception exception) when (!_dead.IsCancellationRequested)
        {
            result = new StatusResult { Exception = new RpcError { Message = exception.Message, Type = exception.GetType().FullName, IsUserException = true } };
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _calls.TryRemove(request.InvocationId, out _);
        if (!_dead.IsCancellationRequested)
        {
            await SendAsync(new StreamingMessage { InvocationResponse = new InvocationResponse { InvocationId = request.InvocationId, Result = result } });
        }
    }
}
