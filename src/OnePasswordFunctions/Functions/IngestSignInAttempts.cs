using Microsoft.Azure.Functions.Worker;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions;

/// <summary>The timer function of the feed of sign-in attempts; one run a firing.</summary>
public sealed class IngestSignInAttempts(TimerRuns runs)
{
    /// <exception cref="RunFailedException">The run failed; its record has been logged.</exception>
    [Function(nameof(IngestSignInAttempts))]
    public Task RunAsync([TimerTrigger("%SignInAttemptsSchedule%")] TimerInfo timer, FunctionContext context, CancellationToken cancellationToken) =>
        runs.RunAsync(EventFeed.SignInAttempts, context, cancellationToken);
}
