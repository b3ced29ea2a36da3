using System.Text;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>The reader and the publisher with the real SDK, on a hub that speaks AMQP.</summary>
public sealed class HubReaderTests
{
    private static readonly EventFeed Feed = HubReaders.Feed;

    [Fact]
    public async Task Read_WhatThePublisherWrote_IsThereWithEverythingThatGoesBesideIt()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await HubReaders.PublishAsync(hub, 25);
        await using HubReader reader = HubReaders.Create(hub);
        IReadOnlyList<PartitionBounds> partitions = await reader.ReadBoundsAsync(Feed, withAge: true, CancellationToken.None);
        Assert.Equal(4, partitions.Count);
        Assert.All(partitions, partition => Assert.Equal((null, 4), (partition.KeptSince, partition.Partitions)));
        List<StoredMessage> found = await ReadAsync(reader, partitions, DateTimeOffset.UnixEpoch);
        Assert.Equal(Enumerable.Range(0, 25).Select(number => HubReaders.Body(number)), found.OrderBy(message => message.Number).Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal(Enumerable.Range(1, 25).Select(number => (long?)number), found.Select(message => message.Number).Order());
        Assert.All(found, message => Assert.Equal((Feed.EventType, "stream"), (message.Type, message.Stream)));
        Assert.Contains(found, message => message.Id == "E7" && message.Time == "2026-03-14T09:26:07Z");
    }

    [Fact]
    public async Task Read_FromATimeAndBehindAPlace_LeavesOutWhatLiesBefore()
    {
        var time = new FakeTimeProvider(SteppedTime.Epoch);
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1, time);
        await HubReaders.PublishAsync(hub, 5);
        time.Advance(TimeSpan.FromMinutes(1));
        await HubReaders.PublishAsync(hub, 5);
        await using HubReader reader = HubReaders.Create(hub);
        PartitionBounds partition = await HubReaders.BoundsAsync(reader);
        Assert.Equal((0, 9, SteppedTime.Epoch.AddMinutes(1)), (partition.First, partition.Last, partition.LastAt));
        Assert.Equal([5, 6, 7, 8, 9], (await ReadAsync(reader, [partition], SteppedTime.Epoch.AddSeconds(30))).Select(message => message.SequenceNumber));
        var behind = new List<StoredMessage>();
        Assert.Equal(9, await reader.ReadAsync(Feed, partition, DateTimeOffset.UnixEpoch, after: 0, behind.Add, CancellationToken.None));
        Assert.Equal(Enumerable.Range(1, 9), behind.Select(message => (int)message.SequenceNumber));
        Assert.Equal(2, await reader.ReadAsync(Feed, partition with { Last = 1 }, DateTimeOffset.UnixEpoch, after: -1, _ => { }, CancellationToken.None));
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(-1, 4)]
    public async Task Read_NothingNewSinceTheTimeOrThePlace_DoesNotTouchTheHub(int secondsAfterTheNewest, long after)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await HubReaders.PublishAsync(hub, 5);
        await using HubReader reader = HubReaders.Create(hub);
        PartitionBounds partition = await HubReaders.BoundsAsync(reader);
        Assert.Equal(0, await reader.ReadAsync(Feed, partition, partition.LastAt.AddSeconds(secondsAfterTheNewest), after, _ => { }, CancellationToken.None));
        Assert.Equal(0, hub.StandIn.Connections[^1].AttachCount);
    }

    [Fact]
    public async Task Read_PartitionThatHandsNothingOver_EndsAfterTheSilence()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await HubReaders.PublishAsync(hub, 5);
        await using HubReader reader = HubReaders.Create(hub, silence: TimeSpan.FromMilliseconds(100));
        PartitionBounds partition = await HubReaders.BoundsAsync(reader);
        hub.StandIn.Store.Find(RunningHub.Hub, 0)!.Tamper(kept => kept.Clear());
        Assert.Empty(await ReadAsync(reader, [partition], DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Read_MessagesOfOthers_HaveOnlyWhatTheyBring()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await hub.CreateProducer().SendAsync(
        [
            new EventData("bare") { MessageId = "M1" },
            new EventData("odd") { MessageId = "M2", Properties = { ["cloudEvents:id"] = "E2", ["cloudEvents:sequence"] = "-2", ["cloudEvents:type"] = 7 } },
        ]);
        await using HubReader reader = HubReaders.Create(hub);
        List<StoredMessage> found = await ReadAsync(reader, [await HubReaders.BoundsAsync(reader)], DateTimeOffset.UnixEpoch);
        Assert.Equal([("M1", null, null), ("E2", null, null)], found.Select(message => (message.Id, message.Type, message.Number)));
    }

    [Fact]
    public async Task Read_Ended_LeavesNoLinkOpen()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await HubReaders.PublishAsync(hub, 10);
        hub.StandIn.Store.Find(RunningHub.Hub, 0)!.Tamper(kept => kept.RemoveAt(0));
        await using HubReader reader = HubReaders.Create(hub);
        await ReadAsync(reader, [await HubReaders.BoundsAsync(reader, withAge: true)], DateTimeOffset.UnixEpoch);

        // On one connection everything comes in order: whoever has the answer to this, was detached before.
        await HubReaders.BoundsAsync(reader);
        Assert.Equal(2, hub.StandIn.Connections[^1].AttachCount);
        Assert.Empty(hub.StandIn.Connections[^1].Links);
    }

    [Fact]
    public async Task DisposeAsync_AfterARead_HasClosedTheConnection()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        HubReader reader = HubReaders.Create(hub);
        await HubReaders.BoundsAsync(reader);
        await reader.DisposeAsync();
        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => HubReaders.BoundsAsync(reader));
        Assert.Contains("ClientClosed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 150)]
    [InlineData(8, 150)]
    [InlineData(9, 133)]
    [InlineData(32, 37)]
    [InlineData(1200, 1)]
    [InlineData(2000, 1)]
    public void ReadAhead_ManyPartitions_ShareTheRoom(int partitions, int expected) => Assert.Equal(expected, HubReader.ReadAhead(partitions));

    [Fact]
    public async Task ReadBounds_NoSuchConsumerGroupOrHub_SaysBoth()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options =>
        {
            options.Hubs.Clear();
            options.Hubs.Add("other");
        });
        await using HubReader reader = HubReaders.Create(hub);
        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => HubReaders.BoundsAsync(reader));
        Assert.Equal(IngestionFailure.HubNotFound, failure.Failure);
        Assert.Contains("EventHubConsumerGroup", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoRight_NamesTheRole()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await HubReaders.PublishAsync(hub, 5);
        await using HubReader good = HubReaders.Create(hub), refused = HubReaders.Create(hub, hub.StandIn.ConnectionString.Replace(hub.Options.Key, "b3RoZXI=", StringComparison.Ordinal));
        PartitionBounds partition = await HubReaders.BoundsAsync(good);
        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(
            () => refused.ReadAsync(Feed, partition, DateTimeOffset.UnixEpoch, -1, _ => { }, CancellationToken.None));
        Assert.Equal(IngestionFailure.Unauthorized, failure.Failure);
        Assert.Contains("Azure Event Hubs Data Receiver", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Listen", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_StoppedInTheMiddle_IsCancelled()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await HubReaders.PublishAsync(hub, 10);
        await using HubReader reader = HubReaders.Create(hub);
        PartitionBounds partition = await HubReaders.BoundsAsync(reader);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reader.ReadAsync(Feed, partition with { Last = 1000 }, DateTimeOffset.UnixEpoch, -1, _ => stop.Cancel(), stop.Token));
    }

    private static async Task<List<StoredMessage>> ReadAsync(HubReader reader, IEnumerable<PartitionBounds> partitions, DateTimeOffset from)
    {
        var found = new List<StoredMessage>();
        foreach (PartitionBounds partition in partitions)
        {
            await reader.ReadAsync(Feed, partition, from, -1, message => found.Add(message with { Body = message.Body.ToArray() }), CancellationToken.None);
        }

        return found;
    }
}
