using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Ingestion;

/// <summary>Repeats attempts within a run's budget, counts them and says each time why.</summary>
internal sealed partial class RunRetries(EventFeed feed, RunBudget budget, RunTally tally, RetryPolicy policy, TimeProvider time, ILogger logger)
{
    /// <summary>Calls <paramref name="attempt"/> until it succeeds, fails for good, or no time is left.</summary>
    /// <exception cref="IngestionException">The last attempt's failure.</exception>
    public async Task<TResult> RunAsync<TState, TResult>(TState state, Func<TState, CancellationToken, Task<TResult>> attempt, CancellationToken cancellationToken)
    {
        for (int retry = 0; ; retry++)
        {
            TimeSpan pause;
            bool isThrottle;
            try
            {
                return await attempt(state, cancellationToken);
            }
            catch (IngestionException failure) when (TryGetPause(failure, retry, out pause))
            {
                isThrottle = failure.Failure == IngestionFailure.Throttled;
                LogRetry(feed, failure.Target, failure.Failure, pause.TotalSeconds, failure.Message);
            }

            await PauseAsync(pause, isThrottle, cancellationToken);
        }
    }

    private bool TryGetPause(IngestionException failure, int retry, out TimeSpan pause)
    {
        if (failure.Failure == IngestionFailure.Throttled)
        {
            tally.CountThrottle(failure.Target);
            IngesterMetrics.Throttles.Add(1, IngesterMetrics.Tag(feed), IngesterMetrics.Tag(failure.Target));
        }

        TimeSpan? wait = budget.IsStopping ? null : policy.GetPause(failure, retry, budget.Remaining);
        pause = wait ?? default;
        if (wait is not null)
        {
            tally.CountRetry();
            IngesterMetrics.Retries.Add(1, IngesterMetrics.Tag(feed), IngesterMetrics.Tag(failure.Target));
        }

        return wait is not null;
    }

    /// <summary>Waits; a request to stop ends the wait, because the wait is not work.</summary>
    private async Task PauseAsync(TimeSpan pause, bool isThrottle, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Reading.Token);
        long start = time.GetTimestamp();
        try
        {
            await Task.Delay(pause, time, either.Token);
        }
        finally
        {
            tally.AddPause(isThrottle, time.GetElapsedTime(start));
        }
    }

    [LoggerMessage(201, LogLevel.Warning, "{Feed}: {Target} failed with {Failure}; the next attempt follows in {Pause:0.0} s. {Reason}")]
    private partial void LogRetry(EventFeed feed, IngestionTarget target, IngestionFailure failure, double pause, string reason);
}
