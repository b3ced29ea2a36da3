using System.Globalization;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>What was served and what was published, of all feeds together and of each.</summary>
/// <param name="Feeds">One per feed, in the order of <see cref="SimulatedFeed.All"/>.</param>
/// <param name="Unknown">How many messages are no event that the API has.</param>
internal sealed record DeliveryReport(IReadOnlyList<Delivery> Feeds, long Unknown) : Delivery(
    "all feeds",
    Feeds.Sum(feed => feed.Held),
    Feeds.Sum(feed => feed.Served),
    Feeds.Sum(feed => feed.Published),
    Feeds.Sum(feed => feed.Missing),
    Feeds.Sum(feed => feed.Repeated),
    Feeds.Sum(feed => feed.Altered),
    Feeds.Sum(feed => feed.OutOfOrder))
{
    /// <summary>Whether every event that the API has is in the hub.</summary>
    public bool IsComplete => Served == Held && Published == Held && Missing == 0;

    /// <summary>Whether every event is in the hub exactly once, unchanged, and nothing else is there.</summary>
    public bool IsProven => IsComplete && NothingLost && Repeated == 0;

    /// <summary>Whether every event that was served is in the hub unchanged, repeats allowed.</summary>
    public bool NothingLost => Missing == 0 && Altered == 0 && Unknown == 0;

    /// <summary>A line for each feed and one for all.</summary>
    public override string Describe() => string.Join(
        Environment.NewLine,
        [.. Feeds.Select(feed => feed.Describe()), string.Create(CultureInfo.InvariantCulture, $"{base.Describe()}, unknown {Unknown:N0}")]);
}
