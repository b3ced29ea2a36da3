using System.Globalization;
using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Checks the numbers that travel with the events, on the messages alone, as a consumer would.</summary>
internal static class StreamNumbers
{
    /// <summary>
    /// As <see cref="IngestionScenario.AssertDelivered"/>; and each feed has one stream, whose numbers go from 1 up to the number of its
    /// different events without a gap. An event that came twice carries the same number each time.
    /// </summary>
    public static DeliveryReport AssertWhole(this IngestionScenario scenario, long repeats = 0)
    {
        DeliveryReport report = scenario.AssertDelivered(repeats);
        ILookup<string, HubMessage> messages = scenario.Hub.Messages().ToLookup(message => message.Properties[MessageProperties.Source].Split('/')[^1]);
        foreach (Delivery feed in report.Feeds.Where(feed => feed.Published > 0))
        {
            AssertNumbered(feed, [.. messages[feed.Name]]);
        }

        return report;
    }

    private static void AssertNumbered(Delivery feed, IReadOnlyList<HubMessage> messages)
    {
        string[] streams = [.. messages.Select(message => message.Properties[MessageProperties.Stream]).Distinct(StringComparer.Ordinal)];
        Assert.True(streams.Length == 1, $"{feed.Name} has the streams {string.Join(", ", streams)}.");
        Dictionary<long, string[]> events = messages
            .GroupBy(message => long.Parse(message.Properties[MessageProperties.Sequence], NumberStyles.None, CultureInfo.InvariantCulture), message => Encoding.UTF8.GetString(message.Body.Span))
            .ToDictionary(number => number.Key, number => number.Distinct(StringComparer.Ordinal).ToArray());
        string[] shared = [.. events.Where(pair => pair.Value.Length > 1).Select(pair => $"{pair.Key}: {string.Join(" and ", pair.Value)}")];
        Assert.True(shared.Length == 0, $"{feed.Name}: different events with one number. {string.Join("; ", shared)}");

        // Not fewer, for then there is a gap; not more, for then an event that was sent again got another number.
        Assert.Equal(Enumerable.Range(1, (int)feed.Published).Select(number => (long)number), events.Keys.Order());
    }
}
