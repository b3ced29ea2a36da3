using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Invokes functions, each under the function timeout.</summary>
internal sealed class FunctionInvoker(WorkerPool pool, HostContext host)
{
    private static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Task> _running = new();

    /// <summary>Raised after every invocation, also of failed ones.</summary>
    public event Action<InvocationResult>? Completed;

    /// <summary>How many invocations the workers have in hand.</summary>
    public int Running => _running.Count;

    /// <summary>Waits until those invocations have ended that run now, but not for ever.</summary>
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

    /// <summary>Invokes a timer function.</summary>
    /// <param name="cancellationToken">Asks the function to end; its answer is waited for.</param>
    public async Task<InvocationResult> InvokeTimerAsync(FunctionDefinition function, InvocationRequest request, CancellationToken cancellationToken)
    {
        string error;
        try
        {
            using WorkerLease worker = await pool.AcquireAsync(function, cancellationToken);
            return await InvokeAsync(worker, function, request, cancellationToken);
        }
        catch (WorkerFailedException exception)
        {
            error = exception.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error = "It was cancelled before it reached a worker.";
        }

        var result = new InvocationResult(function.Name, Guid.Parse(request.InvocationId)) { Error = error };
        Report(result, TimeSpan.Zero);
        return result;
    }

    /// <summary>Invokes a function in a worker that the caller holds.</summary>
    public async Task<InvocationResult> InvokeAsync(WorkerLease worker, FunctionDefinition function, InvocationRequest request, CancellationToken cancellationToken)
    {
        long started = host.TimeProvider.GetTimestamp();
        Task<InvocationResult> call = CallAsync(worker, function, request, cancellationToken);
        _running[request.InvocationId] = call;
        InvocationResult result;
        try
        {
            result = await call;
        }
        finally
        {
            _running.TryRemove(request.InvocationId, out _);
        }

        Report(result, host.TimeProvider.GetElapsedTime(started));
        return result;
    }

    private async Task<InvocationResult> CallAsync(WorkerLease worker, FunctionDefinition function, InvocationRequest request, CancellationToken cancellationToken)
    {
        WorkerChannel channel = worker.Life.Channel;
        WorkerCall call = channel.Begin(function.Name, request);
        using CancellationTokenRegistration cancelling = cancellationToken.Register(() => channel.Cancel(call));
        string? error, errorType = null;
        try
        {
            StatusResult? status = (await call.Answer.WaitAsync(host.FunctionTimeout, host.TimeProvider, CancellationToken.None)).Result;
            error = ErrorOf(status);
            errorType = status?.Exception?.Type;
        }
        catch (TimeoutException)
        {
            error = await GiveUpAsync(worker, function, call);
        }
        catch (WorkerFailedException exception)
        {
            error = exception.Message;
        }

        channel.Forget(call);
        return new InvocationResult(function.Name, Guid.Parse(call.InvocationId)) { Error = error, ErrorType = errorType, Logs = [.. call.Logs] };
    }

    /// <summary>A function that does not even answer its cancellation costs the worker its life, and every other invocation in it.</summary>
    private async Task<string> GiveUpAsync(WorkerLease worker, FunctionDefinition function, WorkerCall call)
    {
        string error = $"Timeout value of {host.FunctionTimeout} was exceeded by function: Functions.{function.Name}";
        host.Log.Error(error + ". Initiating cancellation.");
        worker.Life.Channel.Cancel(call);
        await Task.WhenAny(call.Answer, Task.Delay(TimeoutGrace, host.TimeProvider, CancellationToken.None));
        if (!call.Answer.IsCompleted)
        {
            host.Log.Error($"Function '{function.Name}' did not react. Its worker is ended and started again.");
            _ = worker.Supervisor.RestartAsync();
        }

        return "FunctionTimeoutException: " + error;
    }

    private static string? ErrorOf(StatusResult? result) => result?.Status switch
    {
        StatusResult.Types.Status.Success => null,
        StatusResult.Types.Status.Cancelled => "The invocation was cancelled.",
        _ => result?.Exception?.Message is { Length: > 0 } message ? message : "The worker answered without a status.",
    };

    private void Report(InvocationResult result, TimeSpan duration)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"Executed 'Functions.{result.FunctionName}' ({(result.Succeeded ? "Succeeded" : "Failed")}, Id={result.InvocationId}, Duration={duration.TotalMilliseconds:0}ms)");
        host.Log.Write(new HostLogEntry(result.Succeeded ? LogLevel.Information : LogLevel.Error, HostLogCategories.Results, result.Succeeded ? text : $"{text}: {result.Error}", result.FunctionName)
        {
            InvocationId = result.InvocationId.ToString(),
        });
        Completed?.Invoke(result);
    }
}
