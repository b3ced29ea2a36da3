using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Messaging.EventHubs.Consumer;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Proof;

/// <summary>The proof of delivery on the published worker, against a hub that somebody has tampered with.</summary>
public sealed class ProveDeliveryTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string Hub = "onepassword-events";
    private const string Audit = "prove-delivery?event_type=auditevents&from_date=2%20days&to_date=now";

    [Fact]
    public async Task Prove_EventsTakenOutDoubledAndAltered_NamesExactlyThose()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 200, BatchBytes = 8192 });
        await scenario.DrainAsync();
        HubMessage[] audit = [.. scenario.Hub.Messages().Where(message => message.Properties["cloudEvents:type"] == EventFeed.AuditEvents.EventType)];

        // Not at either end of a partition: there it would look like what retention does.
        HubMessage[] inside = [.. audit.Where(message => scenario.Hub.Partition(Hub, message.Partition).State is var state && message.SequenceNumber > state.First && message.SequenceNumber < state.Last)];
        (HubMessage[] gone, HubMessage doubled, HubMessage altered) = (inside[10..13], inside[20], inside[30]);
        Array.ForEach(gone, message => Assert.True(scenario.Hub.Partition(Hub, message.Partition).Remove(message.SequenceNumber)));
        scenario.Hub.Partition(Hub, altered.Partition).Replace(altered.With([.. altered.Body.Span[..^2], (byte)' ', (byte)'}']));
        scenario.Hub.Add(Hub, 2, doubled);

        JsonNode proof = (await scenario.GetAsync(Audit)).Json;

        Assert.Equal("not_proven", (string?)proof["status"]);
        Assert.Equal((200, 195, 1, 1, 3), ((int)proof["served"]!, (int)proof["once"]!, (int)proof["repeated"]!, (int)proof["altered"]!, (int)proof["missing"]!));
        Assert.Equal(Ids(gone), Ids(proof, "missing_events"));
        Assert.Equal(Ids([altered]), Ids(proof, "altered_events"));
        JsonNode stream = Assert.Single(proof["streams"]!.AsArray())!;
        Assert.Equal((1, 200, 3), ((long)stream["first"]!, (long)stream["last"]!, (long)stream["missing"]!));
        await scenario.Log.ExpectAsync(702, LogLevel.Error, "\"record\":\"onepassword.proof\"");

        JsonNode repair = (await scenario.PostAsync("prove-delivery", """{"event_type":"auditevents","from_date":"2 days","to_date":"now","should_repair":true}""")).Json;
        Assert.Equal(3, (int)repair["repair"]!["published"]!);
        Assert.Equal<string>(Ids(gone), scenario.Hub.Messages().Where(message => message.Properties["ingestMode"] == "repair").Select(Id).Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(0, (int)(await scenario.GetAsync(Audit)).Json["missing"]!);
    }

    [Fact]
    public async Task Prove_EventsADayLate_WaitForTheNextRunAndAreThenThere()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 30 });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        for (int number = 0; number < 5; number++)
        {
            string time = DateTimeOffset.UtcNow.AddHours(-23).AddSeconds(number).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(Encoding.UTF8.GetBytes($$"""{"uuid":"LATE{{number}}","timestamp":"{{time}}"}"""));
        }

        JsonNode before = (await scenario.GetAsync(Audit)).Json;
        Assert.Equal(("proven", 35, 30, 5, 0), ((string?)before["status"], (int)before["served"]!, (int)before["once"]!, (int)before["waiting"]!, (int)before["missing"]!));
        await scenario.RunAsync(EventFeed.AuditEvents);

        JsonNode after = (await scenario.GetAsync(Audit)).Json;

        Assert.Equal(("proven", 35, 0), ((string?)after["status"], (int)after["once"]!, (int)after["waiting"]!));
        Assert.InRange((double)after["lateness_seconds"]!["longest"]!, 82_000, 84_000);
    }

    [Fact]
    public async Task Prove_HubRefusesTheKey_NamesTheRightThatIsMissing()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3 });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        await scenario.RestartAsync(("EventHubConnection", scenario.Hub.ConnectionString.Replace("SharedAccessKey=", "SharedAccessKey=wrong", StringComparison.Ordinal)));

        HttpAnswer answer = await scenario.GetAsync(Audit);

        Assert.Equal((HttpStatusCode.BadGateway, "Unauthorized", "EventHub"), (answer.Status, (string?)answer.Json["failure"], (string?)answer.Json["target"]));
        Assert.Contains("Azure Event Hubs Data Receiver", (string?)answer.Json["detail"], StringComparison.Ordinal);
        Assert.Contains("Listen", (string?)answer.Json["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProveDaily_AllDelivered_LeavesARecordAndTheStatusShowsIt()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 20,
            Simulator = api => api.History = TimeSpan.FromHours(70),
            Settings = new Dictionary<string, string> { ["OnePassword__InitialLookback"] = "4d" },
        });
        await scenario.DrainAsync();

        InvocationResult result = await Eventually.EndsAsync(scenario.Host.InvokeTimerAsync("ProveDeliveryDaily", CancellationToken.None));

        Assert.True(result.Succeeded, result.Error);
        await scenario.Log.ExpectAsync(701, LogLevel.Information);
        Assert.Equal(3, scenario.Log.CountOf(701));
        foreach (JsonNode? feed in (await scenario.GetAsync("status")).Json["feeds"]!.AsArray())
        {
            JsonNode proof = feed!["last_proof"]!;
            Assert.True((bool)proof["proven"]!, proof.ToJsonString());
            Assert.InRange((int)proof["served"]!, 1, 20);
            Assert.Equal(0, (int)proof["missing"]!);
        }
    }

    /// <summary>What any consumer sees, with nothing but the SDK: numbers from one without a gap.</summary>
    [Fact]
    public async Task Consumer_OfTheSdk_SeesEveryNumberOfTheStreamOnce()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 120, BatchBytes = 8192, Maximum = 50 });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        await using var consumer = new EventHubConsumerClient(EventHubConsumerClient.DefaultConsumerGroupName, scenario.Hub.ConnectionString, Hub);
        var numbers = new List<(string Stream, long Number)>();
        await foreach (PartitionEvent read in consumer.ReadEventsAsync(startReadingAtEarliestEvent: true))
        {
            numbers.Add(((string)read.Data.Properties["stream"], long.Parse((string)read.Data.Properties["cloudEvents:sequence"], CultureInfo.InvariantCulture)));
            if (numbers.Count == 120)
            {
                break;
            }
        }

        Assert.Single(numbers.Select(read => read.Stream).Distinct());
        Assert.Equal(Enumerable.Range(1, 120).Select(number => (long)number), numbers.Select(read => read.Number).Order());
    }

    private static string Id(HubMessage message) => message.Properties["cloudEvents:id"];

    private static string[] Ids(IEnumerable<HubMessage> messages) => [.. messages.Select(Id).Order(StringComparer.Ordinal)];

    private static string[] Ids(JsonNode proof, string list) => [.. proof[list]!.AsArray().Select(mention => (string)mention!["id"]!).Order(StringComparer.Ordinal)];
}
