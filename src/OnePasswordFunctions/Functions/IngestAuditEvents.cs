using Microsoft.Azure.Functions.Worker;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions;

/// <summary>The timer function of the feed of audit events; one run a firing.</summary>
public sealed class IngestAuditEvents(TimerRuns runs)
{
    /// <exception cref="RunFailedException">The run failed; its record has been logged.</exception>
    [Function(nameof(IngestAuditEvents))]
    public Task RunAsync([TimerTrigger("%AuditEventsSchedule%")] TimerInfo timer, FunctionContext context, CancellationToken cancellationToken) =>
        runs.RunAsync(EventFeed.AuditEvents, context, cancellationToken);
}
