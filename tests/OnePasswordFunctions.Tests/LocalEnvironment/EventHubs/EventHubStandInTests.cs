using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class EventHubStandInTests
{
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
        Assert.Equal((3, 1), (hub.StandIn.CountOf(RunningHub.Hub), hub.StandIn.Batches));
        SendRecord record = Assert.Single(hub.StandIn.Sends());
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
    public async Task Consumer_ReadsWhatTheProducerWrote()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await hub.CreateProducer().SendAsync([new EventData(Odd) { MessageId = "m", ContentType = "t", Properties = { ["k"] = "v" } }], new SendEventOptions { PartitionId = "2" });
        await foreach (var read in hub.CreateConsumer().ReadEventsFromPartitionAsync("2", Azure.Messaging.EventHubs.Consumer.EventPosition.Earliest))
        {
            Assert.Equal((Odd, "m", "t", "v"), (read.Data.EventBody.ToString(), read.Data.MessageId, read.Data.ContentType, read.Data.Properties["k"]));
            break;
        }
    }
}
