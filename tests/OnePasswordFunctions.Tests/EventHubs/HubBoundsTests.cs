using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>What a partition is said to hold, and since when: by the SDK, on a hub that speaks AMQP.</summary>
public sealed class HubBoundsTests
{
    private readonly FakeTimeProvider _time = new(SteppedTime.Epoch);

    /// <summary>Messages come a minute apart; each row says of how many how many are dropped, and who must be asked for the oldest's time.</summary>
    [Theory]
    [InlineData(0, 0, true, 0, null, 0)]
    [InlineData(1, 0, true, 0, null, 0)]
    [InlineData(1, 1, true, 1, 0, 0)]
    [InlineData(5, 0, true, 0, null, 0)]
    [InlineData(5, 2, true, 2, 2, 1)]
    [InlineData(5, 4, true, 4, 4, 0)]
    [InlineData(5, 5, true, 5, 4, 0)]
    [InlineData(5, 2, false, 2, null, 0)]
    public async Task ReadBounds_SomeMessagesDropped_SaysSinceWhenAllAreThere(int messages, int dropped, bool withAge, long first, int? keptSinceMinute, int reads)
    {
        await using RunningHub hub = await SendAsync(messages, kept => kept.RemoveRange(0, dropped));
        await using HubReader reader = HubReaders.Create(hub);
        PartitionBounds bounds = await HubReaders.BoundsAsync(reader, withAge);
        Assert.Equal((first, messages - 1, keptSinceMinute is { } minute ? SteppedTime.Epoch.AddMinutes(minute) : null), (bounds.First, bounds.Last, bounds.KeptSince));
        Assert.Equal(reads, hub.StandIn.Connections[^1].AttachCount);
    }

    [Fact]
    public async Task ReadBounds_OldestMessageIsNotHandedOver_TakesTheTimeOfTheNewest()
    {
        // No read begins before the offset 0.
        await using RunningHub hub = await SendAsync(3, kept =>
        {
            kept.RemoveAt(0);
            kept[0] = kept[0] with { Offset = -1 };
            kept[1] = kept[1] with { Offset = -1 };
        });
        await using HubReader reader = HubReaders.Create(hub, silence: TimeSpan.FromMilliseconds(100));
        PartitionBounds bounds = await HubReaders.BoundsAsync(reader, withAge: true);
        Assert.Equal((1, SteppedTime.Epoch.AddMinutes(2)), (bounds.First, bounds.KeptSince));
    }

    private async Task<RunningHub> SendAsync(int count, Action<List<HubMessage>> change)
    {
        RunningHub hub = await RunningHub.StartAsync(options => options.Partitions = 1, _time);
        EventHubProducerClient producer = hub.CreateProducer();
        for (int number = 0; number < count; number++)
        {
            await producer.SendAsync([new EventData($"{number}")]);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        hub.StandIn.Store.Find(RunningHub.Hub, 0)!.Tamper(change);
        return hub;
    }
}
