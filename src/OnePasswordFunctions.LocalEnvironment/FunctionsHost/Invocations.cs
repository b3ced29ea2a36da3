using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Invokes functions in the workers, and reports how each invocation ended.</summary>
internal sealed class Invocations(HostContext host)
{
    private readonly ConcurrentDictionary<string, Task> _running = new();

    /// <summary>Raised after every invocation, also of failed ones.</summary>
    public event Action<InvocationResult>? Completed;

    /// <summary>How many the workers have in hand.</summary>
    public int Running => _running.Count;

    /// <summary>Invokes a timer function in the worker of its group.</summary>
    /// <param name="cancellationToken">Asks the function to end; its answer is waited for.</param>
    public async Task<InvocationResult> RunTimerAsync(ScaleGroup group, FunctionDefinition timer, InvocationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await group.UseAsync(worker => InvokeAsync(worker, timer, request, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is WorkerFailedException or OperationCanceledException)
        {
            string error = exception is WorkerFailedException ? exception.Message : "It was cancelled before it reached a worker.";
            return Report(new InvocationResult(timer.Name, Guid.Parse(request.InvocationId)) { Error = error }, TimeSpan.Zero);
        }
    }

    /// <summary>Invokes a function in a worker that the caller uses.</summary>
    public async Task<InvocationResult> InvokeAsync(Worker worker, FunctionDefinition function, InvocationRequest request, CancellationToken cancellationToken)
    {
        long started = host.TimeProvider.GetTimestamp();
        Task<InvocationResult> invocation = worker.InvokeAsync(function, request, cancellationToken);
        _running[request.InvocationId] = invocation;
        InvocationResult result = await invocation;
        _running.TryRemove(request.InvocationId, out _);
        return Report(result, host.TimeProvider.GetElapsedTime(started));
    }

    /// <summary>Waits until those have ended that run now, but not for ever.</summary>
    public async Task WaitForRunningAsync(TimeSpan limit)
    {
        try
        {
            await Task.WhenAll(_running.Values).WaitAsync(limit, host.TimeProvider);
        }
        catch (TimeoutException)
        {
            host.Log.Warning($"Invocations still run {limit} after the host began to stop.");
        }
    }

    private InvocationResult Report(InvocationResult result, TimeSpan duration)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"Executed 'Functions.{result.FunctionName}' ({(result.Succeeded ? "Succeeded" : "Failed")}, Id={result.InvocationId}, Duration={duration.TotalMilliseconds:0}ms)");
        host.Log.Write(new HostLogEntry(result.Succeeded ? LogLevel.Information : LogLevel.Error, HostLogCategories.Results, result.Succeeded ? text : $"{text}: {result.Error}", result.FunctionName)
        {
            InvocationId = result.InvocationId.ToString(),
        });
        Completed?.Invoke(result);
        return result;
    }
}
