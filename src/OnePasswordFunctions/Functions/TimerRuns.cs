using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// What the three timer functions share: a run that ends when the invocation is cancelled or the worker is asked to stop, its record
/// in one line inside the invocation, and a failed invocation for a failed run. Public because the functions are; made by the container alone.
/// </summary>
public sealed partial class TimerRuns
{
    private readonly IServiceProvider _services;
    private readonly IngesterSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _isFirst = 1;

    internal TimerRuns(IServiceProvider services, IngesterSettings settings, TimeProvider time, ILogger<TimerRuns> logger) =>
        (_services, _settings, _time, _logger) = (services, settings, time, logger);

    internal Task RunAsync(EventFeed feed, FunctionContext context, CancellationToken cancellationToken) =>
        RunAsync(feed, Invocation.From(context), cancellationToken);

    /// <exception cref="RunFailedException">The run failed.</exception>
    internal async Task RunAsync(EventFeed feed, Invocation invocation, CancellationToken cancellationToken)
    {
        SayCautions();
        RunResult result = _settings.Problems.Count > 0
            ? ReportBadSettings(feed, invocation)
            : await RunAndReportAsync(feed, invocation, cancellationToken);
        if (result.IsFailed)
        {
            throw new RunFailedException($"{feed.DisplayName}: {result.Failure}. {result.Error}");
        }
    }

    /// <summary>Once per process, inside its first invocation: the host drops what is said outside of one.</summary>
    private void SayCautions()
    {
        if (Interlocked.Exchange(ref _isFirst, 0) == 0)
        {
            return;
        }

        foreach (string caution in _settings.Cautions)
        {
            LogCaution(caution);
        }
    }

    private async Task<RunResult> RunAndReportAsync(EventFeed feed, Invocation invocation, CancellationToken cancellationToken)
    {
        // The worker does not cancel its functions when it is asked to stop, and the host does so only afterwards.
        CancellationToken stopping = _services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        RunReporter reporter = _services.GetRequiredService<RunReporter>();
        using Activity? span = IngesterActivities.StartRun(feed, invocation);
        RunResult result = await RunAsync(feed, stop.Token);
        Log(result, await reporter.EndAsync(result, invocation, span));

        // Before the answer: with it the host may take the instance away.
        await _services.GetRequiredService<RunHistory>().RecordAsync(result);
        return result;
    }

    private async Task<RunResult> RunAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            return await _services.GetRequiredService<FeedIngester>().RunAsync(feed, cancellationToken);
        }
        catch (Exception e)
        {
            // Everything, also what the worker takes for fatal: such an exception would leave the invocation without an answer.
            LogUnexpected(feed, e.ToString());
            return Describe(feed, IngestionFailure.Unexpected, $"A defect of this program: {e.GetType().Name}. Please report it with the log line that has the exception.");
        }
    }

    private RunResult ReportBadSettings(EventFeed feed, Invocation invocation)
    {
        RunResult result = Describe(feed, IngestionFailure.BadSettings, SettingsProblems.Describe(_settings.Problems));
        Log(result, RunRecord.Write(result, invocation, _time.GetUtcNow()));
        return result;
    }

    private RunResult Describe(EventFeed feed, IngestionFailure failure, string error) => new()
    {
        Feed = feed,
        Outcome = RunOutcome.Failed,
        Failure = failure,
        Error = error,
        RunId = Guid.NewGuid().ToString("N"),
        StartedAt = _time.GetUtcNow(),
        Duration = TimeSpan.Zero,
        Tally = new RunTally(),
    };

    private void Log(RunResult result, string record)
    {
        if (result.IsFailed)
        {
            LogFailedRun(record);
        }
        else
        {
            LogRun(record);
        }
    }

    [LoggerMessage(901, LogLevel.Error, "{Feed}: the run ended with an exception that has no name. The position is unchanged or that of the last accepted batch. {Exception}")]
    private partial void LogUnexpected(EventFeed feed, string exception);

    [LoggerMessage(903, LogLevel.Warning, "{Caution}")]
    private partial void LogCaution(string caution);

    [LoggerMessage(904, LogLevel.Information, "{Record}")]
    private partial void LogRun(string record);

    [LoggerMessage(905, LogLevel.Error, "{Record}")]
    private partial void LogFailedRun(string record);
}
