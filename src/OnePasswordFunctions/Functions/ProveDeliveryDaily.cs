using Microsoft.Azure.Functions.Worker;

namespace OnePasswordFunctions.Functions;

/// <summary>The proof of delivery by itself: each feed's day before yesterday against the hub.</summary>
public sealed class ProveDeliveryDaily(ProofRuns proofs)
{
    /// <exception cref="RunFailedException">A proof could not be made; its record has been logged.</exception>
    [Function(nameof(ProveDeliveryDaily))]
    public Task RunAsync([TimerTrigger("%ProofSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => proofs.RunAsync(cancellationToken);
}
