using Microsoft.Extensions.Logging;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using static OnePasswordFunctions.Tests.EventHubs.PublisherScenario;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>What the publisher makes of limits and of refusals that are, or may be, about size.</summary>
public sealed class EventHubPublisherSizeTests : IDisposable
{
    private readonly PublisherScenario _hub = new();
    private readonly EventPage _page = Events(8, 10);

    public void Dispose() => _page.Dispose();

    [Theory]
    [InlineData(2000, 1000)]
    [InlineData(1000, 2000)]
    public async Task PublishAsync_LinkAndSettingDiffer_TheSmallerRules(int link, int setting)
    {
        _hub.Producers.LinkLimit = link;

        PublishResult result = await PublishAsync(_hub.CreatePublisher(Hubs.Options(setting)), _page);

        Assert.InRange(result.Bytes, 1, 1000);
        Assert.InRange(result.Accepted, 1, 7);
    }

    [Fact]
    public async Task PublishAsync_EventLargerThanTheLink_IsRefusedWithoutASend()
    {
        _hub.Producers.LinkLimit = 5000;
        using EventPage page = Events(2, 5000);

        PublishResult result = await PublishAsync(_hub.CreatePublisher(), page);

        Assert.Equal(0, result.Accepted);
        Assert.Contains("5000", result.Refusal, StringComparison.Ordinal);
        Assert.Empty(_hub.Producers.Sent);
    }

    [Fact]
    public async Task PublishAsync_LinkIsSmallerThanBefore_FillsAnewAndLosesNothing()
    {
        EventHubPublisher publisher = _hub.CreatePublisher();
        await PublishAsync(publisher, _page);
        _hub.Producers.LinkLimit = 1000;
        _hub.Producers.Fail(TooLarge());

        PublishResult result = await PublishAsync(publisher, _page);

        Assert.InRange(result.Bytes, 1, 1000);
        Assert.Equal(["U0", "U1"], _hub.Producers.Sent[^1][..2]);
        Assert.Empty(_hub.Log.Entries);
    }

    [Fact]
    public async Task PublishAsync_TooLargeTwice_HalvesAndKeepsTheOrder()
    {
        using EventPage page = Events(8, 80_000);
        _hub.Producers.Fail(TooLarge(), TooLarge());
        EventHubPublisher publisher = _hub.CreatePublisher();

        PublishResult result = await PublishAsync(publisher, page);

        Assert.Equal(2, result.Accepted);
        Assert.Equal([8, 4, 2], _hub.Producers.Sent.Select(ids => ids.Length));
        Assert.Equal(["U0", "U1"], _hub.Producers.Sent[2]);
        Assert.All(_hub.Log.Entries, entry => Assert.Equal((LogLevel.Warning, 401), (entry.Level, entry.Id)));

        await PublishAsync(publisher, page);
        Assert.Equal(2, _hub.Producers.Sent[3].Length);
    }

    [Fact]
    public async Task PublishAsync_SingleEventTooLargeForTheService_IsRefusedWithAReason()
    {
        _hub.Producers.Fail(TooLarge());

        PublishResult result = await _hub.CreatePublisher().PublishAsync(Request(_page) with { First = 3, End = 4 }, CancellationToken.None);

        Assert.Equal(0, result.Accepted);
        Assert.Contains("size", result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_LargeEventAfterAnotherWasHalved_IsStillOfferedToTheHub()
    {
        using EventPage page = Events(2, 300_000);
        _hub.Producers.Fail(TooLarge()).Accept().Accept();
        EventHubPublisher publisher = _hub.CreatePublisher();
        await PublishAsync(publisher, page);
        using EventPage larger = Events(1, 500_000);

        Assert.Equal((1, null), (await PublishAsync(publisher, larger)) is var result ? (result.Accepted, result.Refusal) : default);
    }

    [Fact]
    public async Task PublishAsync_LargeBatchKeepsBeingRefusedWithoutAReason_IsHalvedAfterTheThird()
    {
        using EventPage page = Events(8, 80_000);
        EventHubPublisher publisher = _hub.CreatePublisher();
        _hub.Producers.Fail(NoReason(), NoReason(), NoReason());

        for (int attempt = 0; attempt < 3; attempt++)
        {
            IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(publisher, page));
            Assert.Equal((IngestionFailure.Unavailable, true), (thrown.Failure, thrown.IsTransient));
        }

        Assert.Equal(4, (await PublishAsync(publisher, page)).Accepted);
        Assert.Equal([8, 8, 8, 4], _hub.Producers.Sent.Select(ids => ids.Length));
        Assert.Equal((LogLevel.Warning, 401), Assert.Single(_hub.Log.Entries) is var entry ? (entry.Level, entry.Id) : default);
    }

    [Theory]
    [InlineData(8, 100)]
    [InlineData(1, 300_000)]
    public async Task PublishAsync_SmallOrSingleEventKeepsBeingRefusedWithoutAReason_IsNeverGivenUp(int events, int length)
    {
        using EventPage page = Events(events, length);
        EventHubPublisher publisher = _hub.CreatePublisher();
        _hub.Producers.Fail([.. Enumerable.Range(0, 20).Select(_ => NoReason())]);

        for (int attempt = 0; attempt < 20; attempt++)
        {
            await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(publisher, page));
        }

        Assert.All(_hub.Producers.Sent, ids => Assert.Equal(events, ids.Length));
        Assert.Empty(_hub.Log.Entries);
    }
}
