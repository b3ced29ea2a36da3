using System.Diagnostics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>Tells the world of a run: its span, its metrics, its warnings, and the one line that is its record.</summary>
internal sealed partial class RunReporter(TokenWatch token, OtlpExport? export, TimeProvider time, ILogger<RunReporter> logger)
{
    private int _exportFailures;

    /// <summary>Closes the run and returns its record. Takes at most <see cref="OtlpExport.Bound"/> longer when telemetry is exported.</summary>
    public async Task<string> EndAsync(RunResult result, Invocation invocation, Activity? span)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (result.Outcome != RunOutcome.Disabled)
        {
            token.Look(result.Feed);
        }

        if (result.GetRetentionRisk(now) is { } date)
        {
            LogRetentionRisk(result.Feed, date);
        }

        IngesterActivities.EndRun(span, result);
        IngesterMetrics.Record(result, now);
        if (export is not null)
        {
            await FlushAsync(export);
        }

        return RunRecord.Write(result, span is null ? invocation : invocation with { TraceId = span.TraceId.ToHexString() }, now);
    }

    /// <summary>An instance may be gone a moment after its answer, so nothing may wait in it.</summary>
    private async Task FlushAsync(OtlpExport export)
    {
        if (!await export.FlushAsync() && Interlocked.Increment(ref _exportFailures) == 1)
        {
            LogExportFailed(export.Target, OtlpExport.Bound.TotalSeconds);
        }
    }

    [LoggerMessage(601, LogLevel.Error, "{Feed}: unread events are so old that 1Password will delete the first of them on {Date:yyyy-MM-dd}; it keeps events for about 120 days. Make the feed faster now: raise its maximum per fetch.")]
    private partial void LogRetentionRisk(EventFeed feed, DateOnly date);

    [LoggerMessage(606, LogLevel.Warning, "Telemetry could not be sent to {Target} within {Seconds:0} s. Ingestion is not affected; this is said once per process. Check OTEL_EXPORTER_OTLP_ENDPOINT and the receiver.")]
    private partial void LogExportFailed(string target, double seconds);
}
