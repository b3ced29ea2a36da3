using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One process of the worker, from its start to its exit, and what is said to it.</summary>
internal sealed class Worker
{
    private const int ErrorLinesKept = 3;

    /// <summary>A worker whose stream has ended is about to exit; one that is not has gone deaf.</summary>
    private static readonly TimeSpan ExitAfterStream = TimeSpan.FromSeconds(1);

    private readonly HostContext _host;
    private readonly string _id = Guid.NewGuid().ToString();
    private readonly WorkerStream _stream;
    private readonly IChildProcess _process;
    private readonly ConcurrentDictionary<string, WorkerCall> _calls = new();
    private readonly Newest<string> _lastErrors = new(ErrorLinesKept);
    private readonly TaskCompletionSource _endAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="host">Where it belongs.</param>
    /// <param name="group">The functions that it is for, as Flex Consumption tells it; null for all.</param>
    /// <exception cref="LocalEnvironmentException">The process cannot be started.</exception>
    public Worker(HostContext host, string? group)
    {
        _host = host;
        _stream = new WorkerStream(NoteLog);
        host.Endpoint.Register(_id, _stream);
        _process = host.Options.StartProcess(WorkerLaunch.CreateStartInfo(host.App, host.Settings.Given, host.HttpPort, _id, host.Endpoint.Port, group), NoteConsole);
    }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.Exited.IsCompleted;

    /// <summary>Where it serves HTTP; null when it does not, or is not ready yet.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>Set when it has answered the first request.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>Set when it is killed from outside, which is a crash but says nothing about the app's start.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Ends when this side wants the process to end, so that its exit is not taken for a crash.</summary>
    public Task EndAsked => _endAsked.Task;

    /// <summary>Ends when whoever waits for an answer has to give up, with the reason.</summary>
    public Task<string> Gone => _gone.Task;

    /// <summary>The last lines on stderr that count as errors; the host names them as the cause of a crash.</summary>
    public string LastErrors => string.Join(Environment.NewLine, _lastErrors.ToList());

    /// <summary>Greets it, asks for its functions if nobody has yet, and loads them.</summary>
    /// <exception cref="WorkerFailedException">It ended, refused, or took too long; then it is killed.</exception>
    public async Task PrepareAsync()
    {
        var handshake = new WorkerHandshake(_stream, _process.Exited, _host);
        try
        {
            HttpUri = await handshake.GreetAsync();
            IsInitialized = true;
            await handshake.LoadFunctionsAsync();
        }
        catch (WorkerFailedException)
        {
            _process.Kill();
            throw;
        }
    }

    /// <summary>Invokes a function.</summary>
    /// <param name="cancellationToken">Asks the function to end; its answer is waited for.</param>
    public async Task<InvocationResult> InvokeAsync(FunctionDefinition function, InvocationRequest request, CancellationToken cancellationToken)
    {
        var call = new WorkerCall(this, _stream, function, request, _host);
        _calls[request.InvocationId] = call;
        InvocationResult result = await call.RunAsync(cancellationToken);
        _calls.TryRemove(request.InvocationId, out _);
        return result;
    }

    /// <summary>Waits for the exit code. A worker that has gone deaf is killed.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await Task.WhenAny(_process.Exited, _stream.Ended);
        await Task.WhenAny(_process.Exited, Task.Delay(ExitAfterStream, _host.TimeProvider, CancellationToken.None));
        _process.Kill();
        int exitCode = await _process.Exited;
        _host.Endpoint.Forget(_id);
        return exitCode;
    }

    /// <summary>Ends every wait for an answer of it, now and later.</summary>
    public void BeGone(string reason) => _gone.TrySetResult(reason);

    /// <summary>SIGKILL, without any preparation.</summary>
    public void Kill()
    {
        IsKilled = true;
        _process.Kill();
    }

    /// <summary>Breaks the stream to it.</summary>
    public void AbortStream() => _stream.Abort();

    /// <summary>Ends it in one of the ways, and waits for its exit.</summary>
    public async Task EndAsync(WorkerStopMode mode)
    {
        _endAsked.TrySetResult();
        TimeSpan grace = _host.Options.TerminationGrace;
        switch (mode)
        {
            case WorkerStopMode.Kill:
                grace = TimeSpan.Zero;
                break;
            case WorkerStopMode.Signal:
                _process.Terminate();
                break;
            default:
                _stream.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(grace) } });
                break;
        }

        await Task.WhenAny(_process.Exited, Task.Delay(grace, _host.TimeProvider, CancellationToken.None));
        _process.Kill();
        await _process.Exited;
    }

    private void NoteConsole(string line, bool isStandardError)
    {
        HostLogEntry entry = HostLogEntry.OfConsole(line, isStandardError);
        if (entry.Level == LogLevel.Error)
        {
            _lastErrors.Add(line);
        }

        _host.Log.Write(entry);
    }

    private void NoteLog(RpcLog line)
    {
        WorkerCall? call = _stream.IsAwaiting(line.InvocationId) ? _calls.GetValueOrDefault(line.InvocationId) : null;
        HostLogEntry entry = HostLogEntry.OfWorker(line, call?.FunctionName);
        call?.Logs.Enqueue(entry);
        _host.Log.Write(entry);
    }
}
