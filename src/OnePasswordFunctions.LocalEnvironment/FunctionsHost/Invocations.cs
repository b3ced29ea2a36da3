using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Invokes functions in their workers, under the function timeout, and reports how each invocation ended.</summary>
internal sealed class Invocations(HostContext host)
{
    private static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Task> _running = new();

    /// <summary>Raised after every invocation, also of failed ones.</summary>
    public event Action<InvocationResult>? Completed;

    /// <summary>How many the workers have in hand.</summary>
    public int Running => _running.Count;

    /// <summary>Invokes a function as soon as there is a worker for it.</summary>
    /// <param name="begin">Is told which worker it is, just before.</param>
    /// <param name="cancellationToken">Asks the function to end; its answer is waited for.</param>
    public async Task<InvocationResult> RunAsync(WorkerKeeper keeper, FunctionDefinition function, InvocationRequest request, Action<Worker>? begin, CancellationToken cancellationToken)
    {
        long started = host.TimeProvider.GetTimestamp();
        var result = new InvocationResult(function.Name, Guid.Parse(request.InvocationId));
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = await keeper.UseAsync(worker =>
            {
                begin?.Invoke(worker);
                Task<InvocationResult> run = InvokeAsync(worker, request, result, cancellationToken);
                _running[request.InvocationId] = run;
                return run;
            }, cancellationToken);
        }
        catch (Exception exception) when (exception is LocalEnvironmentException or OperationCanceledException)
        {
            result = result with { Error = exception is LocalEnvironmentException ? exception.Message : "It was cancelled before it reached a worker." };
        }

        _running.TryRemove(request.InvocationId, out _);
        Report(result, host.TimeProvider.GetElapsedTime(started));
        return result;
    }

    /// <summary>Waits until those have ended that run now, but not for ever.</summary>
    public async Task WaitForRunningAsync(TimeSpan limit)
    {
        Task ended = Task.WhenAll(_running.Values);
        await ended.WaitAsync(limit, host.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCompleted)
        {
            host.Log.Warning($"Invocations still run {limit} after the host began to stop.");
        }
    }

    /// <param name="result">What is known of it so far.</param>
    private async Task<InvocationResult> InvokeAsync(Worker worker, InvocationRequest request, InvocationResult result, CancellationToken cancellationToken)
    {
        var logs = new ConcurrentQueue<HostLogEntry>();
        Task<StreamingMessage> answer = worker.Stream.AskAsync(new StreamingMessage { InvocationRequest = request }, request.InvocationId, NoteLog);
        using CancellationTokenRegistration cancelling = cancellationToken.Register(() => worker.Stream.Cancel(request.InvocationId));
        try
        {
            StatusResult? status = (await answer.WaitAsync(host.App.FunctionTimeout, host.TimeProvider, CancellationToken.None)).InvocationResponse.Result;
            string? error = status?.Status == StatusResult.Types.Status.Success ? null : status?.Exception?.Message ?? "The worker gave no reason.";
            result = result with { Error = error, ErrorType = status?.Exception?.Type is { Length: > 0 } type ? type : null };
        }
        catch (LocalEnvironmentException exception)
        {
            result = result with { Error = exception.Message };
        }
        catch (TimeoutException)
        {
            result = result with { Error = await GiveUpAsync(worker, result, answer) };
        }

        return result with { Logs = [.. logs] };

        void NoteLog(RpcLog line)
        {
            var entry = HostLogEntry.OfWorker(line, result.FunctionName);
            logs.Enqueue(entry);
            host.Log.Write(entry);
        }
    }

    /// <summary>A function that does not even answer its cancellation costs the worker its life, and every other invocation in it.</summary>
    private async Task<string> GiveUpAsync(Worker worker, InvocationResult call, Task answer)
    {
        string error = $"Timeout value of {host.App.FunctionTimeout} was exceeded by function: Functions.{call.FunctionName}";
        host.Log.Error(error + ". Initiating cancellation.");
        worker.Stream.Cancel(call.InvocationId.ToString());
        await Task.WhenAny(answer, Task.Delay(TimeoutGrace, host.TimeProvider, CancellationToken.None));
        if (!answer.IsCompleted && !worker.IsEnding)
        {
            host.Log.Error($"Function '{call.FunctionName}' did not react. Its worker is ended and started again.");
            _ = worker.EndAsync(Worker.UsualGrace);
        }

        return "FunctionTimeoutException: " + error;
    }

    private void Report(InvocationResult result, TimeSpan duration)
    {
        string end = result.Succeeded ? "Succeeded" : "Failed", why = result.Succeeded ? "" : ": " + result.Error;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"Executed 'Functions.{result.FunctionName}' ({end}, Id={result.InvocationId}, Duration={duration.TotalMilliseconds:0}ms){why}");
        LogLevel level = result.Succeeded ? LogLevel.Information : LogLevel.Error;
        host.Log.Write(new HostLogEntry(level, HostLogCategories.Results, text, result.FunctionName, result.InvocationId.ToString()));
        Completed?.Invoke(result);
    }
}
