using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What all connections of one stand-in share.</summary>
/// <param name="Options">How it was started.</param>
/// <param name="TimeProvider">The clock.</param>
/// <param name="Store">The hubs.</param>
/// <param name="Faults">The faults that are on.</param>
/// <param name="Sends">Where sends are noted.</param>
/// <param name="Stopping">Ends what waits when the stand-in is disposed.</param>
internal sealed record HubServices(
    EventHubStandInOptions Options,
    TimeProvider TimeProvider,
    HubStore Store,
    FaultPlan Faults,
    Newest<SendRecord> Sends,
    CancellationToken Stopping)
{
    public TokenCheck Tokens { get; } = new(Options, TimeProvider);
}
