using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The API's words for the feeds.</summary>
internal static class SimulatedFeeds
{
    private static readonly string[] Names = ["auditevents", "itemusages", "signinattempts"];

    public static ImmutableArray<SimulatedFeed> All { get; } = [SimulatedFeed.AuditEvents, SimulatedFeed.ItemUsages, SimulatedFeed.SignInAttempts];

    /// <summary>The last segment of the feed's path, which is also the token's scope for it.</summary>
    public static string Name(this SimulatedFeed feed) => Names[(int)feed];

    public static bool TryParse(ReadOnlySpan<char> name, out SimulatedFeed feed)
    {
        foreach (SimulatedFeed candidate in All)
        {
            if (name.SequenceEqual(candidate.Name()))
            {
                feed = candidate;
                return true;
            }
        }

        feed = default;
        return false;
    }
}
