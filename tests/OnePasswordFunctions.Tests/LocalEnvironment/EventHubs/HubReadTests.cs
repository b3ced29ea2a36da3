using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class HubReadTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider _time = new(Start);

    public static TheoryData<string, int> Positions => new()
    {
        { "earliest", 0 },
        { "sequence 3", 4 },
        { "sequence from 3", 3 },
        { "sequence -1", 0 },
        { "offset 2", 3 },
        { "offset from 2", 2 },
        { "time 2", 2 },
        { "time 2.5", 3 },
        { "time 5", 5 },
    };

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task Read_FromAPosition_BeginsThere(string position, int first)
    {
        await using RunningHub hub = await RunningHub.StartAsync(timeProvider: _time);
        await SendSixAsync(hub);
        PartitionReceiver receiver = hub.CreateReceiver("1", PositionOf(position, hub.StandIn.Store.Find(RunningHub.Hub, 1)!));
        Assert.Equal(Enumerable.Range(first, 6 - first).Select(number => number.ToString(CultureInfo.InvariantCulture)), await ReadAsync(receiver, 6 - first));
    }

    [Fact]
    public async Task Read_AnEvent_CarriesWhatWasSentAndItsPlaceAndTime()
    {
        await using RunningHub hub = await RunningHub.StartAsync(timeProvider: _time);
        await SendSixAsync(hub);
        PartitionReceiver receiver = hub.CreateReceiver("1", EventPosition.FromSequenceNumber(5));
        EventData read = Assert.Single(await receiver.ReceiveBatchAsync(10, Limit));
        HubMessage kept = hub.StandIn.Messages()[5];
        Assert.Equal((5, kept.Offset.ToString(CultureInfo.InvariantCulture), Start.AddMinutes(5)), (read.SequenceNumber, read.OffsetString, read.EnqueuedTime));
        Assert.Equal(("5", "id-5", "text/plain", "5"), (read.EventBody.ToString(), read.MessageId, read.ContentType, read.Properties["number"]));
    }

    [Fact]
    public async Task Read_AtTheEnd_WaitsForWhatComes()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        await producer.SendAsync([new EventData("before")], new SendEventOptions { PartitionId = "1" });
        PartitionReceiver receiver = hub.CreateReceiver("1", EventPosition.Latest);
        Assert.Empty(await receiver.ReceiveBatchAsync(10, TimeSpan.FromMilliseconds(50)));
        Task<IEnumerable<EventData>> reading = receiver.ReceiveBatchAsync(10, Limit);
        await producer.SendAsync([new EventData("elsewhere")], new SendEventOptions { PartitionId = "0" });
        await producer.SendAsync([new EventData("after")], new SendEventOptions { PartitionId = "1" });
        Assert.Equal("after", Assert.Single(await reading).EventBody.ToString());
    }

    [Fact]
    public async Task Consumer_OverAllPartitions_ReadsEveryEventOnce()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        EventHubProducerClient producer = hub.CreateProducer();
        for (int batch = 0; batch < 8; batch++)
        {
            int first = batch * 500;
            await producer.SendAsync(Enumerable.Range(first, 500).Select(number => new EventData(number.ToString(CultureInfo.InvariantCulture))));
        }

        EventHubConsumerClient consumer = hub.CreateConsumer();
        var read = new List<int>();
        foreach (string partition in await consumer.GetPartitionIdsAsync())
        {
            PartitionProperties properties = await consumer.GetPartitionPropertiesAsync(partition);
            await foreach (PartitionEvent one in consumer.ReadEventsFromPartitionAsync(partition, EventPosition.Earliest))
            {
                read.Add(int.Parse(one.Data.EventBody.ToString(), CultureInfo.InvariantCulture));
                if (one.Data.SequenceNumber == properties.LastEnqueuedSequenceNumber)
                {
                    break;
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 4000), read.Order());
    }

    [Fact]
    public async Task Properties_OfHubAndPartition_SayWhatIsThere()
    {
        await using RunningHub hub = await RunningHub.StartAsync(timeProvider: _time);
        await SendSixAsync(hub);
        EventHubConsumerClient consumer = hub.CreateConsumer();
        Assert.Equal(["0", "1", "2", "3"], (await consumer.GetEventHubPropertiesAsync()).PartitionIds);
        PartitionProperties full = await consumer.GetPartitionPropertiesAsync("1");
        Assert.Equal((false, 0, 5, Start.AddMinutes(5)), (full.IsEmpty, full.BeginningSequenceNumber, full.LastEnqueuedSequenceNumber, full.LastEnqueuedTime));
        Assert.Equal(hub.StandIn.Messages()[5].Offset.ToString(CultureInfo.InvariantCulture), full.LastEnqueuedOffsetString);
        PartitionProperties empty = await consumer.GetPartitionPropertiesAsync("0");
        Assert.Equal((true, -1), (empty.IsEmpty, empty.LastEnqueuedSequenceNumber));
        var error = await Assert.ThrowsAsync<EventHubsException>(() => consumer.GetPartitionPropertiesAsync("4"));
        Assert.Equal(Reason.ResourceNotFound, error.Reason);
    }

    [Fact]
    public async Task Newest_MovesTheBeginning()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MessagesKept = 16);
        await hub.CreateProducer().SendAsync(Enumerable.Range(0, 100).Select(number => new EventData($"{number}")), new SendEventOptions { PartitionId = "1" });
        long first = (await hub.CreateConsumer().GetPartitionPropertiesAsync("1")).BeginningSequenceNumber;
        Assert.InRange(first, 82, 84);
        Assert.Equal(first, hub.StandIn.Messages()[0].SequenceNumber);
        Assert.Equal(first.ToString(CultureInfo.InvariantCulture), (await ReadAsync(hub.CreateReceiver("1", EventPosition.Earliest), 1))[0]);
        Assert.Equal(100, hub.StandIn.Count);
    }

    [Theory]
    [InlineData("unauthorized,request=read")]
    [InlineData("unauthorized,request=token")]
    public async Task Read_WithoutTheRight_IsRefused(string fault)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault(fault);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => hub.CreateReceiver("1", EventPosition.Earliest).ReceiveBatchAsync(1, Limit));
    }

    [Theory]
    [InlineData("unauthorized,request=manage", typeof(UnauthorizedAccessException))]
    [InlineData("busy,request=manage", typeof(EventHubsException))]
    public async Task Properties_WithAFault_AreRefused(string fault, Type type)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault(fault);
        Assert.IsType(type, await Record.ExceptionAsync(() => hub.CreateConsumer().GetPartitionIdsAsync()));
    }

    [Fact]
    public async Task Messages_TakenOutAndDoubled_AreReadThatWay()
    {
        await using RunningHub hub = await RunningHub.StartAsync(timeProvider: _time);
        await SendSixAsync(hub);
        IReadOnlyList<HubMessage> messages = hub.StandIn.Messages();
        HubPartition partition = hub.StandIn.Store.Find(RunningHub.Hub, 1)!;
        partition.Tamper(kept => kept.RemoveAt(2));
        hub.StandIn.Store.Accept(partition, EventBatch.Wrap(messages[4].Decode().Encode()));
        PartitionReceiver receiver = hub.CreateReceiver("1", EventPosition.Earliest);
        IReadOnlyList<EventData> read = [.. await receiver.ReceiveBatchAsync(10, Limit)];
        Assert.Equal(["0", "1", "3", "4", "5", "4"], read.Select(one => one.EventBody.ToString()));
        Assert.Equal([0, 1, 3, 4, 5, 6], read.Select(one => one.SequenceNumber));
    }

    private static EventPosition PositionOf(string text, HubPartition partition)
    {
        string[] words = text.Split(' ');
        bool isInclusive = words.Contains("from");
        return words[0] switch
        {
            "sequence" => EventPosition.FromSequenceNumber(long.Parse(words[^1], CultureInfo.InvariantCulture), isInclusive),
            "offset" => EventPosition.FromOffset(partition.Read(2, 1)[0].Offset.ToString(CultureInfo.InvariantCulture), isInclusive),
            "time" => EventPosition.FromEnqueuedTime(Start.AddMinutes(double.Parse(words[^1], CultureInfo.InvariantCulture)).AddMilliseconds(-1)),
            _ => EventPosition.Earliest,
        };
    }

    /// <summary>Reads until so many came; it may take more than one batch.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(PartitionReceiver receiver, int count)
    {
        var read = new List<string>();
        while (read.Count < count)
        {
            int before = read.Count;
            read.AddRange((await receiver.ReceiveBatchAsync(count - before, Limit)).Select(one => one.EventBody.ToString()));
            Assert.True(read.Count > before, "Nothing more came.");
        }

        return read;
    }

    /// <summary>Six events in partition 1, a minute apart.</summary>
    private async Task SendSixAsync(RunningHub hub)
    {
        EventHubProducerClient producer = hub.CreateProducer();
        for (int number = 0; number < 6; number++)
        {
            string text = number.ToString(CultureInfo.InvariantCulture);
            await producer.SendAsync([new EventData(text) { MessageId = $"id-{text}", ContentType = "text/plain", Properties = { ["number"] = text } }], new SendEventOptions { PartitionId = "1" });
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }
}
