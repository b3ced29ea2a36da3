using System.Globalization;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>What was served and what was published, at one moment.</summary>
/// <param name="Feeds">One per feed, in the order of <see cref="SimulatedFeeds.All"/>.</param>
/// <param name="Unknown">How many messages are no event that the API has.</param>
internal sealed record DeliveryReport(IReadOnlyList<FeedDelivery> Feeds, long Unknown)
{
    public long Held => Feeds.Sum(feed => feed.Held);

    public long Served => Feeds.Sum(feed => feed.Served);

    public long Published => Feeds.Sum(feed => feed.Published);

    public long Missing => Feeds.Sum(feed => feed.Missing);

    public long Repeated => Feeds.Sum(feed => feed.Repeated);

    public long Altered => Feeds.Sum(feed => feed.Altered);

    public long OutOfOrder => Feeds.Sum(feed => feed.OutOfOrder);

    /// <summary>Whether every event that was served is in the hub unchanged, repeats allowed.</summary>
    public bool NothingLost => Missing == 0 && Altered == 0 && Unknown == 0;

    /// <summary>The report for people: a line per feed and one for the whole.</summary>
    public IEnumerable<string> Describe()
    {
        foreach (FeedDelivery feed in Feeds)
        {
            yield return Line(feed.Feed.Name(), feed.Held, feed.Served, feed.Published, feed.Missing, feed.Repeated, feed.Altered, feed.OutOfOrder);
        }

        yield return Line("all feeds", Held, Served, Published, Missing, Repeated, Altered, OutOfOrder)
            + string.Create(CultureInfo.InvariantCulture, $", unknown {Unknown:N0}");
    }

    private static string Line(string name, long held, long served, long published, long missing, long repeated, long altered, long outOfOrder)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-14}: held {held:N0}, served {served:N0}, published {published:N0}, missing {missing:N0}, repeated {repeated:N0}, altered {altered:N0}, out of order {outOfOrder:N0}");
}
