using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>The message as a consumer reads it: with the SDK's own client, from the hub.</summary>
public sealed class MessageTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string HubName = "onepassword-events";

    [Fact]
    public async Task Run_Message_CarriesTheEventAndItsProperties()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 2 });
        await scenario.DrainAsync();

        IReadOnlyList<EventData> messages = await ReadAsync(scenario, 6);

        foreach ((EventFeed feed, string type) in new[]
        {
            (EventFeed.AuditEvents, "com.1password.auditevent"),
            (EventFeed.ItemUsageActions, "com.1password.itemusage"),
            (EventFeed.SignInAttempts, "com.1password.signinattempt"),
        })
        {
            EventData[] ofTheFeed = [.. messages.Where(message => (string)message.Properties["cloudEvents:type"] == type)];
            Assert.Equal(2, ofTheFeed.Length);
            Assert.All(ofTheFeed, message => AssertMessage(scenario, feed, type, "timer", message));
            Assert.Equal(["0000000000000001", "0000000000000002"], ofTheFeed.Select(message => (string)message.Properties["cloudEvents:sequence"]).Order(StringComparer.Ordinal));
            string stream = Assert.Single(ofTheFeed.Select(message => (string)message.Properties["stream"]).Distinct());
            Assert.Equal((await scenario.StateAsync(feed)).StreamId, stream);
        }

        scenario.AssertDelivered();
    }

    [Fact]
    public async Task GetEvents_Message_IsMarkedAndOfNoStream()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 1 });
        await scenario.PostAsync("get-events", """{"event_type":"signinattempts","from_date":"1 day","should_push_events":true}""");

        EventData message = Assert.Single(await ReadAsync(scenario, 1));

        AssertMessage(scenario, EventFeed.SignInAttempts, "com.1password.signinattempt", "get-events", message);
        Assert.DoesNotContain("stream", message.Properties.Keys);
        Assert.DoesNotContain("cloudEvents:sequence", message.Properties.Keys);
    }

    [Fact]
    public async Task Run_EventWithoutUuidAndTimestamp_HasTheHashOfItsBytesAsIdAndNoTime()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        byte[] json = Encoding.UTF8.GetBytes("""{"a":"neither uuid nor timestamp"}""");
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(json);
        await scenario.DrainAsync(EventFeed.AuditEvents);

        EventData message = Assert.Single(await ReadAsync(scenario, 1));

        string hash = Convert.ToHexStringLower(SHA256.HashData(json));
        Assert.Equal((hash, hash), (message.MessageId, message.Properties["cloudEvents:id"]));
        Assert.DoesNotContain("cloudEvents:time", message.Properties.Keys);
        Assert.Equal(json, message.EventBody.ToArray());
    }

    private static void AssertMessage(IngestionScenario scenario, EventFeed feed, string type, string mode, EventData message)
    {
        JsonNode body = JsonNode.Parse(message.EventBody)!;
        string uuid = (string)body["uuid"]!;
        Assert.Equal(("application/json", uuid), (message.ContentType, message.MessageId));
        Assert.Equal(new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["cloudEvents:specversion"] = "1.0",
            ["cloudEvents:id"] = uuid,
            ["cloudEvents:source"] = scenario.Simulator.BaseAddress.GetLeftPart(UriPartial.Authority) + "/api/v2/" + feed.Name,
            ["cloudEvents:type"] = type,
            ["cloudEvents:time"] = (string)body["timestamp"]!,
            ["ingestMode"] = mode,
        }, new SortedDictionary<string, object>(
            message.Properties.Where(property => property.Key is not ("stream" or "cloudEvents:sequence")).ToDictionary(), StringComparer.Ordinal));
        Assert.All(message.Properties.Values, value => Assert.IsType<string>(value));
    }

    private static async Task<IReadOnlyList<EventData>> ReadAsync(IngestionScenario scenario, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var consumer = new EventHubConsumerClient(EventHubConsumerClient.DefaultConsumerGroupName, scenario.Hub.ConnectionString, HubName);
        List<EventData> messages = [];
        await foreach (PartitionEvent read in consumer.ReadEventsAsync(patience.Token))
        {
            messages.Add(read.Data);
            if (messages.Count == count)
            {
                break;
            }
        }

        return messages;
    }
}
