using System.Diagnostics;
using System.Text;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class EventHubPublisherTests : IDisposable
{
    private readonly FakeProducers _producers = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<EventHubPublisher> _log = new();
    private readonly EventPage _page = Events(8, 10);

    public void Dispose() => _page.Dispose();

    [Fact]
    public async Task PublishAsync_Accepted_HasSentAllEventsInOneBatch()
    {
        var bodies = new List<string>();
        _producers.OnSend = events => bodies.AddRange(events.Select(message => message.EventBody.ToString()));

        PublishResult result = await PublishAsync(CreatePublisher(), _page);

        Assert.Equal((8, null), (result.Accepted, result.Refusal));
        Assert.True(result.Bytes > _page.BodyLength);
        Assert.Equal(["U0", "U1", "U2", "U3", "U4", "U5", "U6", "U7"], Assert.Single(_producers.Sent));
        Assert.Equal(Enumerable.Range(0, 8).Select(index => Encoding.UTF8.GetString(_page.GetEvent(index))), bodies);
    }

    [Fact]
    public async Task PublishAsync_ManyCallsOfAllFeeds_MakeOneProducerForEachHub()
    {
        var names = EventFeed.All.ToDictionary(feed => feed, feed => feed == EventFeed.SignInAttempts ? "other" : "Hub1");
        names[EventFeed.AuditEvents] = "hub1";
        EventHubPublisher publisher = CreatePublisher(new EventHubOptions { ConnectionString = Hubs.ConnectionString, HubNames = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(names) });
        Assert.Empty(_producers.Made);

        foreach (EventFeed feed in EventFeed.All.Concat(EventFeed.All))
        {
            await publisher.PublishAsync(new PublishRequest(feed, IngestMode.Timer, _page, 0, 8), CancellationToken.None);
        }

        Assert.Equal(["hub1", "other"], _producers.Made.Select(hub => hub.ToLowerInvariant()).Order());
        Assert.Equal(2, _producers.LimitsAsked);
    }

    [Fact]
    public async Task PublishAsync_UnderAnActivity_HidesItFromTheSdkAndLeavesItToTheCaller()
    {
        var seen = new List<Activity?>();
        _producers.OnSend = _ => seen.Add(Activity.Current);
        using Activity activity = new Activity("batch").Start();

        await PublishAsync(CreatePublisher(), _page);

        Assert.Null(Assert.Single(seen));
        Assert.Same(activity, Activity.Current);
    }

    [Theory]
    [InlineData(2000, 1000)]
    [InlineData(1000, 2000)]
    public async Task PublishAsync_LinkAndSettingDiffer_TheSmallerRules(int link, int setting)
    {
        _producers.LinkLimit = link;

        PublishResult result = await PublishAsync(CreatePublisher(Hubs.Options(setting)), _page);

        Assert.InRange(result.Bytes, 1, 1000);
        Assert.InRange(result.Accepted, 1, 7);
    }

    [Fact]
    public async Task PublishAsync_EventLargerThanTheLink_IsRefusedWithoutASend()
    {
        _producers.LinkLimit = 5000;
        using EventPage page = Events(2, 5000);

        PublishResult result = await PublishAsync(CreatePublisher(), page);

        Assert.Equal(0, result.Accepted);
        Assert.Contains("5000", result.Refusal, StringComparison.Ordinal);
        Assert.Empty(_producers.Sent);
    }

    [Fact]
    public async Task PublishAsync_LinkIsSmallerThanBefore_FillsAnewAndLosesNothing()
    {
        EventHubPublisher publisher = CreatePublisher();
        await PublishAsync(publisher, _page);
        _producers.LinkLimit = 1000;
        _producers.Fail(TooLarge());

        PublishResult result = await PublishAsync(publisher, _page);

        Assert.InRange(result.Bytes, 1, 1000);
        Assert.Equal(["U0", "U1"], _producers.Sent[^1][..2]);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task PublishAsync_TooLargeTwice_HalvesAndKeepsTheOrder()
    {
        using EventPage page = Events(8, 80_000);
        _producers.Fail(TooLarge(), TooLarge());
        EventHubPublisher publisher = CreatePublisher();

        PublishResult result = await PublishAsync(publisher, page);

        Assert.Equal(2, result.Accepted);
        Assert.Equal([8, 4, 2], _producers.Sent.Select(ids => ids.Length));
        Assert.Equal(["U0", "U1"], _producers.Sent[2]);
        Assert.All(_log.Entries, entry => Assert.Equal((LogLevel.Warning, 401), (entry.Level, entry.Id)));

        await PublishAsync(publisher, page);
        Assert.Equal(2, _producers.Sent[3].Length);
    }

    [Fact]
    public async Task PublishAsync_SingleEventTooLargeForTheService_IsRefusedWithAReason()
    {
        _producers.Fail(TooLarge());

        PublishResult result = await CreatePublisher().PublishAsync(Request(_page) with { First = 3, End = 4 }, CancellationToken.None);

        Assert.Equal(0, result.Accepted);
        Assert.Contains("size", result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_LargeEventAfterAnotherWasHalved_IsStillOfferedToTheHub()
    {
        using EventPage page = Events(2, 300_000);
        _producers.Fail(TooLarge()).Accept().Accept();
        EventHubPublisher publisher = CreatePublisher();
        await PublishAsync(publisher, page);
        using EventPage larger = Events(1, 500_000);

        Assert.Equal((1, null), (await PublishAsync(publisher, larger)) is var result ? (result.Accepted, result.Refusal) : default);
    }

    [Fact]
    public async Task PublishAsync_LargeBatchKeepsBeingRefusedWithoutAReason_IsHalvedAfterTheThird()
    {
        using EventPage page = Events(8, 80_000);
        EventHubPublisher publisher = CreatePublisher();
        _producers.Fail(NoReason(), NoReason(), NoReason());

        for (int attempt = 0; attempt < 3; attempt++)
        {
            IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(publisher, page));
            Assert.Equal((IngestionFailure.Unavailable, true), (thrown.Failure, thrown.IsTransient));
        }

        Assert.Equal(4, (await PublishAsync(publisher, page)).Accepted);
        Assert.Equal([8, 8, 8, 4], _producers.Sent.Select(ids => ids.Length));
    }

    [Theory]
    [InlineData(8, 100)]
    [InlineData(1, 300_000)]
    public async Task PublishAsync_SmallOrSingleEventKeepsBeingRefusedWithoutAReason_IsNeverGivenUp(int events, int length)
    {
        using EventPage page = Events(events, length);
        EventHubPublisher publisher = CreatePublisher();
        _producers.Fail([.. Enumerable.Range(0, 20).Select(_ => NoReason())]);

        for (int attempt = 0; attempt < 20; attempt++)
        {
            await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(publisher, page));
        }

        Assert.All(_producers.Sent, ids => Assert.Equal(events, ids.Length));
    }

    [Fact]
    public async Task PublishAsync_OutcomeUnknown_RepeatsTheSameBatchWhateverOtherFeedsMeet()
    {
        using EventPage page = Events(8, 80_000);
        EventHubPublisher publisher = CreatePublisher();
        _producers.Fail(new OperationCanceledException());
        await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(publisher, page));
        _producers.Fail(TooLarge(), TooLarge()).Accept();
        await publisher.PublishAsync(Request(page) with { Feed = EventFeed.SignInAttempts }, CancellationToken.None);
        _producers.LinkLimit = 2_000_000;
        using EventPage longer = Events(9, 80_000);

        PublishResult result = await PublishAsync(publisher, longer);

        Assert.Equal(8, result.Accepted);
        Assert.Equal(_producers.Sent[0], _producers.Sent[^1]);
    }

    [Theory]
    [InlineData(Reason.ServiceBusy, nameof(IngestionFailure.Throttled), true)]
    [InlineData(Reason.ResourceNotFound, nameof(IngestionFailure.HubNotFound), false)]
    [InlineData(Reason.QuotaExceeded, nameof(IngestionFailure.RequestRejected), false)]
    [InlineData(Reason.ServiceTimeout, nameof(IngestionFailure.Unavailable), true)]
    public async Task PublishAsync_Refused_IsNamedAfterOneSend(Reason reason, string failure, bool isTransient)
    {
        _producers.Fail(new EventHubsException(isTransient, "hub1", "because sig=SECRET", reason));

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(CreatePublisher(), _page));

        Assert.Equal((failure, isTransient, IngestionTarget.EventHub), (thrown.Failure.ToString(), thrown.IsTransient, thrown.Target));
        Assert.DoesNotContain("SECRET", thrown.ToString(), StringComparison.Ordinal);
        Assert.Single(_producers.Sent);
    }

    [Fact]
    public async Task PublishAsync_NoAnswerInTime_IsUnavailable()
    {
        _producers.Hang();
        Task<PublishResult> publish = PublishAsync(CreatePublisher(), _page);
        Assert.False(publish.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(31));

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => publish);
        Assert.Equal((IngestionFailure.Unavailable, true), (thrown.Failure, thrown.IsTransient));
        Assert.Contains("in time", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_CallerCancels_IsCancellation()
    {
        _producers.Hang();
        using var source = new CancellationTokenSource();
        Task<PublishResult> publish = CreatePublisher().PublishAsync(Request(_page), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publish);
    }

    [Fact]
    public async Task PublishAsync_LinkCutAlthoughNobodyCancelled_IsUnavailable()
    {
        _producers.Fail(new TaskCanceledException());

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(CreatePublisher(), _page));

        Assert.Equal((IngestionFailure.Unavailable, true), (thrown.Failure, thrown.IsTransient));
        Assert.Contains("cut", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_TwoCallsOfOneFeedAtOnce_DoNotShareTheirMessages()
    {
        EventHubPublisher publisher = CreatePublisher();
        await PublishAsync(publisher, _page);
        EventData[] first = [];
        _producers.OnSend = events => first = first.Length == 0 ? [.. events] : first;
        _producers.Hang();
        using var source = new CancellationTokenSource();
        Task<PublishResult> one = publisher.PublishAsync(Request(_page), source.Token);
        using EventPage other = Events(3, 20);

        Assert.Equal(3, (await PublishAsync(publisher, other)).Accepted);

        Assert.Equal(Encoding.UTF8.GetString(_page.GetEvent(0)), first[0].EventBody.ToString());
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
    }

    private static EventPage Events(int count, int length) =>
        EventPages.Of([.. Enumerable.Range(0, count).Select(number => $$"""{"uuid":"U{{number}}","timestamp":"2026-03-14T09:00:00Z","t":"{{new string('x', length)}}"}""")]);

    private static PublishRequest Request(EventPage page) => new(EventFeed.AuditEvents, IngestMode.Timer, page, 0, page.Count);

    private static Task<PublishResult> PublishAsync(EventHubPublisher publisher, EventPage page) => publisher.PublishAsync(Request(page), CancellationToken.None);

    private static EventHubsException TooLarge() => new(false, "hub1", "too large", Reason.MessageSizeExceeded);

    private static EventHubsException NoReason() => new(true, "hub1", "because", Reason.ServiceCommunicationProblem);

    private EventHubPublisher CreatePublisher(EventHubOptions? options = null) =>
        new(options ?? Hubs.Options(), new Uri("https://events.1password.com"), _producers.Create, _time, _log);
}
