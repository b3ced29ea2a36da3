using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Invokes functions: one or more attempts, each under the function timeout, judged by the host's rules.</summary>
internal sealed class FunctionInvoker(HandlerPool pool, HostJson hostJson, FunctionsHostOptions options, HostLog log, TimeProvider timeProvider)
{
    private static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(2);

    private readonly TimeSpan? _functionTimeout = options.FunctionTimeout ?? hostJson.FunctionTimeout;

    /// <summary>Raised after every invocation, also of failed ones.</summary>
    public event Action<InvocationResult>? Completed;

    /// <summary>Invokes a timer function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="status">The schedule status to tell, or null.</param>
    /// <param name="isPastDue">Whether to say that the run is late.</param>
    /// <param name="traced">False for runs from the admin endpoint, which carry no trace context.</param>
    /// <param name="cancellationToken">Aborts the invocation, which the real host never does.</param>
    public Task<InvocationResult> InvokeTimerAsync(FunctionDefinition function, ScheduleStatus? status, bool isPastDue, bool traced, CancellationToken cancellationToken) =>
        InvokeAsync(function, writer => InvocationBody.WriteTimer(writer, function.Schedule!, status, isPastDue), traced, cancellationToken);

    /// <summary>Invokes a function with a trigger value, retrying as its policy says.</summary>
    public async Task<InvocationResult> InvokeAsync(FunctionDefinition function, Action<Utf8JsonWriter> writeTrigger, bool traced, CancellationToken cancellationToken)
    {
        var invocationId = Guid.NewGuid();
        string? traceParent = traced && options.SendTraceParent ? CreateTraceParent() : null;
        long started = timeProvider.GetTimestamp();
        InvocationFailedException? previousError = null;
        for (int retries = 0; ; retries++)
        {
            RetryAttempt? attempt = function.Retry is { } policy ? new RetryAttempt(retries, policy.MaxRetryCount, previousError) : null;
            byte[] body = InvocationBody.Write(function, writeTrigger, attempt, timeProvider);
            InvocationResult result = await AttemptAsync(function, invocationId, traceParent, body, cancellationToken);
            if (result.Succeeded || function.Retry?.AllowsRetry(retries) != true)
            {
                result = result with { Attempts = retries + 1, Duration = timeProvider.GetElapsedTime(started) };
                Report(result);
                return result;
            }

            previousError = new InvocationFailedException(result.Error ?? "");
            await Task.Delay(function.Retry.DelayBefore(retries + 1), timeProvider, cancellationToken);
        }
    }

    /// <summary>Runs a call to the handler under the function timeout; a call that takes longer costs the handler its life.</summary>
    /// <exception cref="InvocationFailedException">The handler was not there, dropped the connection, or took too long.</exception>
    public async Task<T> CallAsync<T>(FunctionDefinition function, Func<HandlerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using HandlerLease lease = await pool.AcquireAsync(function, cancellationToken);
        using var timeout = new CancellationTokenSource(_functionTimeout ?? Timeout.InfiniteTimeSpan, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(lease.Client, either.Token);
        }
        catch (Exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"FunctionTimeoutException: Timeout value of {_functionTimeout} was exceeded by function: {function.Name}");
            log.Error(message + ". The handler is killed and started again; every other invocation in it is lost.");
            await Task.Delay(TimeoutGrace, timeProvider, cancellationToken);
            lease.Supervisor.Restart();
            throw new InvocationFailedException(message);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new InvocationFailedException($"{exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    /// <summary>A new trace context that is marked as recorded.</summary>
    public static string CreateTraceParent() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

    private async Task<InvocationResult> AttemptAsync(FunctionDefinition function, Guid invocationId, string? traceParent, byte[] body, CancellationToken cancellationToken)
    {
        HandlerAnswer? answer = null;
        try
        {
            AnswerVerdict verdict = await CallAsync(function, async (client, aborted) =>
            {
                answer = await client.PostAsync(function.Name, invocationId, traceParent, body, aborted);
                AnswerVerdict verdict = AnswerReader.Read(answer);
                return verdict.Hangs ? await HangAsync(function, aborted) : verdict;
            }, cancellationToken);
            return new InvocationResult(function.Name, invocationId)
            {
                Succeeded = verdict.Error is null,
                Error = verdict.Error,
                StatusCode = answer?.StatusCode,
                Body = Text(answer),
                Logs = verdict.Logs,
                Outputs = verdict.Outputs,
                ReturnValue = verdict.ReturnValue,
            };
        }
        catch (InvocationFailedException exception)
        {
            return new InvocationResult(function.Name, invocationId)
            {
                Succeeded = false,
                Error = exception.Message,
                StatusCode = answer?.StatusCode,
                Body = Text(answer),
            };
        }
    }

    private async Task<AnswerVerdict> HangAsync(FunctionDefinition function, CancellationToken aborted)
    {
        const string Trap = "answered with a success status and an empty or null body. The Functions host never ends such an invocation before functionTimeout. Answer with a JSON object, at least {}.";
        if (options.Strict)
        {
            return AnswerVerdict.Failed($"{function.Name} {Trap}");
        }

        log.Warning($"THE INVOCATION HANGS: {function.Name} {Trap}");
        await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, aborted);
        throw new UnreachableException();
    }

    private void Report(InvocationResult result)
    {
        foreach (string line in result.Logs)
        {
            log.Write(new HostLogEntry(LogLevel.Information, HostLogCategories.User(result.FunctionName), line, result.FunctionName));
        }

        string text = string.Create(CultureInfo.InvariantCulture,
            $"Executed 'Functions.{result.FunctionName}' ({(result.Succeeded ? "Succeeded" : "Failed")}, Id={result.InvocationId}, Duration={result.Duration.TotalMilliseconds:0}ms)");
        log.Write(result.Succeeded
            ? new HostLogEntry(LogLevel.Information, HostLogCategories.Results, text, result.FunctionName)
            : new HostLogEntry(LogLevel.Error, HostLogCategories.Results, $"{text}: {result.Error}", result.FunctionName));
        Completed?.Invoke(result);
    }

    private static string? Text(HandlerAnswer? answer) => answer is null ? null : Encoding.UTF8.GetString(answer.Body);
}
