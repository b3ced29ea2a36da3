using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>The feeds' names as people read them.</summary>
internal static class FeedNames
{
    public static string DisplayName(this SimulatedFeed feed) => feed switch
    {
        SimulatedFeed.AuditEvents => "Audit events",
        SimulatedFeed.ItemUsages => "Item usage actions",
        _ => "Sign in attempts",
    };
}
