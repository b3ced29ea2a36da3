namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>One of the three event streams that the simulator serves.</summary>
internal enum SimulatedFeed
{
    AuditEvents,
    ItemUsages,
    SignInAttempts,
}
