using System.Collections.Concurrent;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>An invocation that a worker has in hand, under the function timeout.</summary>
internal sealed class WorkerCall(Worker worker, WorkerStream stream, FunctionDefinition function, InvocationRequest request, HostContext host)
{
    private static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(2);

    public string FunctionName => function.Name;

    /// <summary>What the worker logged meanwhile.</summary>
    public ConcurrentQueue<HostLogEntry> Logs { get; } = new();

    /// <summary>Sends it and waits for the answer.</summary>
    /// <param name="cancellationToken">Asks the function to end; its answer is waited for all the same.</param>
    public async Task<InvocationResult> RunAsync(CancellationToken cancellationToken)
    {
        Task<StreamingMessage> answer = stream.AskAsync(new StreamingMessage { InvocationRequest = request });
        using CancellationTokenRegistration cancelling = cancellationToken.Register(Cancel);
        StatusResult status;
        try
        {
            await Task.WhenAny(answer, worker.Gone).WaitAsync(host.FunctionTimeout, host.TimeProvider, CancellationToken.None);
            status = answer.IsCompleted ? (await answer).InvocationResponse.Result ?? Failure("") : Failure(await worker.Gone);
        }
        catch (TimeoutException)
        {
            status = Failure(await GiveUpAsync(answer));
        }

        stream.Forget(request.InvocationId);
        string? errorType = status.Exception?.Type is { Length: > 0 } type ? type : null;
        return new InvocationResult(function.Name, Guid.Parse(request.InvocationId)) { Error = ErrorOf(status), ErrorType = errorType, Logs = [.. Logs] };
    }

    /// <summary>A function that does not even answer its cancellation costs the worker its life, and every other invocation in it.</summary>
    private async Task<string> GiveUpAsync(Task answer)
    {
        string error = $"Timeout value of {host.FunctionTimeout} was exceeded by function: Functions.{function.Name}";
        host.Log.Error(error + ". Initiating cancellation.");
        Cancel();
        await Task.WhenAny(answer, worker.Gone, Task.Delay(TimeoutGrace, host.TimeProvider, CancellationToken.None));
        if (!answer.IsCompleted && !worker.EndAsked.IsCompleted)
        {
            host.Log.Error($"Function '{function.Name}' did not react. Its worker is ended and started again.");
            _ = worker.EndAsync(WorkerStopMode.TerminateFirst);
        }

        return "FunctionTimeoutException: " + error;
    }

    private void Cancel() => stream.Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = request.InvocationId } });

    private static StatusResult Failure(string message) => new() { Exception = new RpcError { Message = message } };

    private static string? ErrorOf(StatusResult result) => result.Status switch
    {
        StatusResult.Types.Status.Success => null,
        StatusResult.Types.Status.Cancelled => "The invocation was cancelled.",
        _ => result.Exception?.Message is { Length: > 0 } message ? message : "The worker answered without a status.",
    };
}
