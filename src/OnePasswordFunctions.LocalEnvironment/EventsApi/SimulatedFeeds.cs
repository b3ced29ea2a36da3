using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The API's words for the feeds.</summary>
internal static class SimulatedFeeds
{
    public static ImmutableArray<SimulatedFeed> All { get; } = [.. Enum.GetValues<SimulatedFeed>()];

    /// <summary>The last segment of the feed's path, which is also the token's scope for it.</summary>
    public static string Name(this SimulatedFeed feed) => feed switch
    {
        SimulatedFeed.AuditEvents => "auditevents",
        SimulatedFeed.ItemUsages => "itemusages",
        _ => "signinattempts",
    };

    public static bool TryParse(string? name, out SimulatedFeed feed) => Enum.TryParse(name, ignoreCase: true, out feed) && feed.Name() == name;
}
