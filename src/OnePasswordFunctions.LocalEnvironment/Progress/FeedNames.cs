using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>The feeds' names as people read them, and as the host does.</summary>
internal static class FeedNames
{
    public static string DisplayName(this SimulatedFeed feed) => feed switch
    {
        SimulatedFeed.AuditEvents => "Audit events",
        SimulatedFeed.ItemUsages => "Item usage actions",
        _ => "Sign in attempts",
    };

    /// <summary>The feed of a timer function; null for other functions.</summary>
    public static SimulatedFeed? OfFunction(string? functionName) => functionName switch
    {
        "IngestAuditEvents" => SimulatedFeed.AuditEvents,
        "IngestItemUsageActions" => SimulatedFeed.ItemUsages,
        "IngestSignInAttempts" => SimulatedFeed.SignInAttempts,
        _ => null,
    };
}
