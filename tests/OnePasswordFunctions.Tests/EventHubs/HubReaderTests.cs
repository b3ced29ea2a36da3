using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>The reader and the publisher with the real SDK, on a hub that speaks AMQP.</summary>
public sealed class HubReaderTests
{
    private const string Group = "$Default";

    private static readonly EventFeed Feed = EventFeed.AuditEvents;

    [Fact]
    public async Task Read_WhatThePublisherWrote_IsThereWithEverythingThatGoesBesideIt()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await PublishAsync(hub, 25);
        await using HubReader reader = Reader(hub);
        IReadOnlyList<PartitionBounds> partitions = await reader.ReadBoundsAsync(Feed, withAge: true, CancellationToken.None);
        Assert.Equal(4, partitions.Count);
        Assert.All(partitions, partition => Assert.Equal((null, 4), (partition.KeptSince, partition.Partitions)));
        List<StoredMessage> found = await ReadAsync(reader, partitions, DateTimeOffset.UnixEpoch);
        Assert.Equal(Enumerable.Range(0, 25).Select(number => Body(number)), found.OrderBy(message => message.Number).Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal(Enumerable.Range(1, 25).Select(number => (long?)number), found.Select(message => message.Number).Order());
        Assert.All(found, message => Assert.Equal((Feed.EventType, "stream"), (message.Type, message.Stream)));
        Assert.Contains(found, message => message.Id == "E7" && message.Time == "2026-03-14T09:26:07Z");
    }

    [Fact]
    public async Task Read_FromATimeAndBehindAPlace_LeavesOutWhatLiesBefore()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await PublishAsync(hub, 10);
        await using HubReader reader = Reader(hub);
        PartitionBounds partition = Assert.Single(await reader.ReadBoundsAsync(Feed, withAge: false, CancellationToken.None));
        Assert.Equal((0, 9), (partition.First, partition.Last));
        Assert.Empty(await ReadAsync(reader, [partition], partition.LastAt.AddSeconds(1)));
        var behind = new List<StoredMessage>();
        Assert.Equal(3, await reader.ReadAsync(Feed, partition, DateTimeOffset.UnixEpoch, after: 6, behind.Add, CancellationToken.None));
        Assert.Equal([7, 8, 9], behind.Select(message => message.SequenceNumber));
        Assert.Equal(2, await reader.ReadAsync(Feed, partition with { Last = 1 }, DateTimeOffset.UnixEpoch, after: -1, _ => { }, CancellationToken.None));
    }

    [Fact]
    public async Task ReadBounds_HubThatHasDroppedMessages_SaysSinceWhenItHasAll()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await PublishAsync(hub, 10);
        hub.StandIn.Store.Find(RunningHub.Hub, 0)!.Tamper(kept => kept.RemoveAt(0));
        await using HubReader reader = Reader(hub);
        PartitionBounds partition = Assert.Single(await reader.ReadBoundsAsync(Feed, withAge: true, CancellationToken.None));
        Assert.Equal((1, hub.StandIn.Messages()[0].EnqueuedAt), (partition.First, partition.KeptSince));
    }

    [Fact]
    public async Task ReadBounds_NoSuchConsumerGroupOrHub_SaysBoth()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options =>
        {
            options.Hubs.Clear();
            options.Hubs.Add("other");
        });
        await using HubReader reader = Reader(hub);
        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => reader.ReadBoundsAsync(Feed, withAge: false, CancellationToken.None));
        Assert.Equal(IngestionFailure.HubNotFound, failure.Failure);
        Assert.Contains("EventHubConsumerGroup", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoRight_NamesTheRole()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1);
        await PublishAsync(hub, 5);
        await using HubReader good = Reader(hub), refused = Reader(hub, hub.StandIn.ConnectionString.Replace(hub.Options.Key, "b3RoZXI=", StringComparison.Ordinal));
        PartitionBounds partition = Assert.Single(await good.ReadBoundsAsync(Feed, withAge: false, CancellationToken.None));
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
        await PublishAsync(hub, 10);
        await using HubReader reader = Reader(hub);
        PartitionBounds partition = Assert.Single(await reader.ReadBoundsAsync(Feed, withAge: false, CancellationToken.None));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reader.ReadAsync(Feed, partition with { Last = 1000 }, DateTimeOffset.UnixEpoch, -1, _ => stop.Cancel(), stop.Token));
    }

    private static string Body(int number) => $$"""{"uuid":"E{{number}}","timestamp":"2026-03-14T09:26:{{number:00}}Z"}""";

    private static EventHubOptions Options(RunningHub hub, string? connectionString = null) =>
        new() { ConnectionString = connectionString ?? hub.StandIn.ConnectionString, HubNames = Hubs.All(RunningHub.Hub) };

    private static HubReader Reader(RunningHub hub, string? connectionString = null) =>
        new(Options(hub, connectionString), Group, TimeProvider.System);

    private static async Task PublishAsync(RunningHub hub, int count)
    {
        EventHubOptions options = Options(hub);
        await using var publisher = new EventHubPublisher(
            options, new Uri("https://events.example.com"), name => hub.Keep(new EventHubConnector(options).CreateProducer(name)), TimeProvider.System, NullLogger<EventHubPublisher>.Instance);
        using EventPage page = EventPages.Of([.. Enumerable.Range(0, count).Select(Body)]);
        for (int first = 0; first < count; first += 5)
        {
            await publisher.PublishAsync(new PublishRequest(Feed, IngestMode.Timer, page, first, first + 5, new StreamPosition("stream", first)), CancellationToken.None);
        }
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
