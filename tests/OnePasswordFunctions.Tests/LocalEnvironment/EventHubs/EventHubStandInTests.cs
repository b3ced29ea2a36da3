using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class EventHubStandInTests
{
    // The largest message that the Basic tier takes.
    private const int BasicMessageSize = 262_144;
    private const string Odd = """{"uuid":"Ää\"🚀","n":null}""";

    [Fact]
    public async Task Send_AList_KeepsBodiesAndPropertiesInOrder()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        byte[] binary = [0xFF, 0xFE, 0x00];
        await hub.CreateProducer().SendAsync(
        [
            new EventData(Odd) { ContentType = "application/json", MessageId = "1", Properties = { ["cloudEvents:id"] = "1", ["number"] = 7 } },
            new EventData(binary),
            new EventData(new byte[300_000]),
        ]);
        IReadOnlyList<HubMessage> messages = hub.StandIn.Messages();
        Assert.Equal(Odd, Encoding.UTF8.GetString(messages[0].Body.Span));
        Assert.Equal(("application/json", "1", "1", "7"), (messages[0].ContentType, messages[0].MessageId, messages[0].Properties["cloudEvents:id"], messages[0].Properties["number"]));
        Assert.Equal(binary, messages[1].Body.ToArray());
        Assert.Equal((300_000, 0, null), (messages[2].Body.Length, messages[2].Properties.Count, messages[2].MessageId));
        Assert.Equal([(0L, 0L), (1L, 0L), (2L, 0L)], messages.Select(message => (message.SequenceNumber, message.Batch)));
        Assert.Equal((3, 1), (hub.StandIn.Store.CountOf(RunningHub.Hub), hub.StandIn.Store.Batches));
        SendRecord record = Assert.Single(hub.StandIn.Sends.ToList());
        Assert.Equal((SendRecord.Accepted, 3, null, 1), (record.Outcome, record.Stored, record.Fault, record.Connection));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(900)]
    public async Task Send_ABatch_KeepsEachEvent(int count)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        using EventDataBatch batch = await producer.CreateBatchAsync();
        for (int i = 0; i < count; i++)
        {
            Assert.True(batch.TryAdd(new EventData($"{i}:{new string('x', i)}")));
        }

        await producer.SendAsync(batch);
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}:{new string('x', i)}"), hub.StandIn.Messages().Select(message => Encoding.UTF8.GetString(message.Body.Span)));
    }

    [Fact]
    public async Task Send_WithoutAPartition_TakesTurns_WithOne_GoesThere()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        for (int i = 0; i < 4; i++)
        {
            await producer.SendAsync([new EventData("any")]);
        }

        await producer.SendAsync([new EventData("third")], new SendEventOptions { PartitionId = "3" });
        Assert.Equal([0, 1, 2, 3, 3], hub.StandIn.Messages().Select(message => message.Partition));
        Assert.Equal([0, 0, 0, 0, 1], hub.StandIn.Messages().Select(message => message.SequenceNumber));
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData(RunningHub.Hub, "4")]
    public async Task Send_ToAnAddressThatIsNot_IsResourceNotFound(string name, string? partition)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        var error = await Assert.ThrowsAsync<EventHubsException>(
            () => hub.CreateProducer(name).SendAsync([new EventData("one")], new SendEventOptions { PartitionId = partition }));
        Assert.Equal((EventHubsException.FailureReason.ResourceNotFound, 0), (error.Reason, hub.StandIn.Count));
    }

    [Fact]
    public async Task Send_ToAnotherHub_IsCountedThere()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Hubs.Add("second"));
        await hub.CreateProducer("second").SendAsync([new EventData("one")]);
        Assert.Equal((1, 0), (hub.StandIn.Store.CountOf("second"), hub.StandIn.Store.CountOf(RunningHub.Hub)));
        Assert.Equal("second", Assert.Single(hub.StandIn.Messages()).Hub);
    }

    [Fact]
    public async Task MaxMessageSize_OfTheLink_IsTheBatchs()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MaxMessageSize = BasicMessageSize);
        EventHubProducerClient producer = hub.CreateProducer();
        using EventDataBatch batch = await producer.CreateBatchAsync();
        Assert.Equal(BasicMessageSize, batch.MaximumSizeInBytes);
        Assert.False(batch.TryAdd(new EventData(new byte[BasicMessageSize])));
        var error = await Assert.ThrowsAsync<EventHubsException>(() => producer.SendAsync([new EventData(new byte[BasicMessageSize])]));
        Assert.Equal(EventHubsException.FailureReason.MessageSizeExceeded, error.Reason);
    }

    [Fact]
    public async Task Send_OverWebSockets_IsAccepted()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer(configure: options => options.ConnectionOptions.TransportType = EventHubsTransportType.AmqpWebSockets);
        await producer.SendAsync([new EventData(new byte[500_000]), new EventData(Odd)]);
        Assert.Equal(Odd, Encoding.UTF8.GetString(hub.StandIn.Messages()[1].Body.Span));
        hub.StandIn.AddFault("lose-response*1");
        await Assert.ThrowsAnyAsync<Exception>(() => producer.SendAsync([new EventData("cut")]));
        await producer.SendAsync([new EventData("again")]);
        Assert.Equal((4L, 2), (hub.StandIn.Count, hub.StandIn.Connections.Count));
    }

    [Fact]
    public async Task Totals_KeepNothing_ButAreObserved()
    {
        var observed = new List<string>();
        await using RunningHub hub = await RunningHub.StartAsync(options =>
        {
            options.MessagesKept = 0;
            options.Observer = message => observed.Add(message.Properties["k"] + Encoding.UTF8.GetString(message.Body.Span));
        });
        await hub.CreateProducer().SendAsync([new EventData("a") { Properties = { ["k"] = "1" } }, new EventData("b") { Properties = { ["k"] = "2" } }]);
        Assert.Equal(["1a", "2b"], observed);
        Assert.Empty(hub.StandIn.Messages());
        Assert.Equal(2, hub.StandIn.Count);
    }

    [Fact]
    public async Task Received_WhenAskedFor_IsShownEveryFrame()
    {
        var received = new List<byte>();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Received = (connection, bytes) => received.AddRange(connection == 1 ? bytes.ToArray() : []));
        await hub.CreateProducer().SendAsync([new EventData("a needle in the frames")]);
        Assert.True(received.ToArray().AsSpan().IndexOf("a needle in the frames"u8) > 0);
    }

    [Fact]
    public async Task Control_ShowsStateMessagesSendsAndFaults()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await hub.CreateProducer().SendAsync([new EventData("a"), new EventData("b") { MessageId = "id", ContentType = "text", Properties = { ["k"] = "v" } }]);
        using var http = new HttpClient { BaseAddress = hub.StandIn.BaseAddress };
        using var state = JsonDocument.Parse(await http.GetStringAsync("/control/state"));
        Assert.Equal((2, 1), (state.RootElement.GetProperty("hubs").GetProperty(RunningHub.Hub).GetInt64(), state.RootElement.GetProperty("connections").GetInt64()));
        using var messages = JsonDocument.Parse(await http.GetStringAsync($"/control/messages?hub={RunningHub.Hub}&partition=0&count=1"));
        JsonElement message = Assert.Single(messages.RootElement.EnumerateArray());
        Assert.Equal(("b", "v", "id", "text"), (Text(message, "body"), Text(message.GetProperty("properties"), "k"), Text(message, "message_id"), Text(message, "content_type")));
        using var sends = JsonDocument.Parse(await http.GetStringAsync("/control/sends"));
        Assert.Equal(SendRecord.Accepted, Text(Assert.Single(sends.RootElement.EnumerateArray()), "outcome"));
        using HttpResponseMessage fault = await http.PostAsync("/control/faults", new StringContent("busy*3"));
        Assert.Equal("busy*3", Assert.Single(hub.StandIn.Faults.Active).Text);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync("/control/messages?count=x")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/control/other")).StatusCode);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
