using Microsoft.Azure.Functions.Worker;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions;

/// <summary>The timer function of the feed of item usage actions; one run a firing.</summary>
public sealed class IngestItemUsageActions(TimerRuns runs)
{
    /// <exception cref="RunFailedException">The run failed; its record has been logged.</exception>
    [Function(nameof(IngestItemUsageActions))]
    public Task RunAsync([TimerTrigger("%ItemUsageActionsSchedule%")] TimerInfo timer, FunctionContext context, CancellationToken cancellationToken) =>
        runs.RunAsync(EventFeed.ItemUsageActions, context, cancellationToken);
}
