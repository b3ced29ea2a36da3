using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Tells whether a batch stands still at the hub.</summary>
internal static class HeldBatches
{
    /// <summary>Whether the hub holds a batch at the very place that the fault names: before it is stored, or when it is and its sender does not know.</summary>
    public static bool IsHolding(this EventHubStandIn hub, ActiveFault fault) =>
        fault.Struck > 0
        && hub.Sends.ToList().LastOrDefault(send => send.Fault is not null) is { Outcome: null } held
        && held.Stored > 0 == (fault.Spec.Kind == "hold-outcome");
}
