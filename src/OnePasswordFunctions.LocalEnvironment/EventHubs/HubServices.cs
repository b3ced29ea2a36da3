using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What all connections of one stand-in share.</summary>
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
