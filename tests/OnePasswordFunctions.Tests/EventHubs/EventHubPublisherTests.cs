using System.Collections.Frozen;
using System.Diagnostics;
using System.Text;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using static OnePasswordFunctions.Tests.EventHubs.PublisherScenario;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class EventHubPublisherTests : IDisposable
{
    private readonly PublisherScenario _hub = new();
    private readonly EventPage _page = Events(8, 10);

    public void Dispose() => _page.Dispose();

    [Fact]
    public async Task PublishAsync_Accepted_HasSentAllEventsInOneBatch()
    {
        var bodies = new List<string>();
        _hub.Producers.OnSend = events => bodies.AddRange(events.Select(message => message.EventBody.ToString()));

        PublishResult result = await PublishAsync(_hub.CreatePublisher(), _page);

        Assert.Equal((8, null), (result.Accepted, result.Refusal));
        Assert.True(result.Bytes > _page.BodyLength);
        Assert.Equal(["U0", "U1", "U2", "U3", "U4", "U5", "U6", "U7"], Assert.Single(_hub.Producers.Sent));
        Assert.Equal(Enumerable.Range(0, 8).Select(index => Encoding.UTF8.GetString(_page.GetEvent(index))), bodies);
    }

    [Fact]
    public async Task PublishAsync_ManyCallsOfAllFeeds_MakeOneProducerForEachHub()
    {
        var names = EventFeed.All.ToDictionary(feed => feed, feed => feed == EventFeed.SignInAttempts ? "other" : "Hub1");
        names[EventFeed.AuditEvents] = "hub1";
        EventHubPublisher publisher = _hub.CreatePublisher(new EventHubOptions { ConnectionString = Hubs.ConnectionString, HubNames = names.ToFrozenDictionary() });
        Assert.Empty(_hub.Producers.Made);

        foreach (EventFeed feed in EventFeed.All.Concat(EventFeed.All))
        {
            await publisher.PublishAsync(new PublishRequest(feed, IngestMode.Timer, _page, 0, 8), CancellationToken.None);
        }

        Assert.Equal(["hub1", "other"], _hub.Producers.Made.Select(hub => hub.ToLowerInvariant()).Order());
        Assert.Equal(2, _hub.Producers.LimitsAsked);
    }

    [Fact]
    public async Task PublishAsync_UnderAnActivity_HidesItFromTheSdkAndLeavesItToTheCaller()
    {
        var seen = new List<Activity?>();
        _hub.Producers.OnSend = _ => seen.Add(Activity.Current);
        using Activity activity = new Activity("batch").Start();

        await PublishAsync(_hub.CreatePublisher(), _page);

        Assert.Null(Assert.Single(seen));
        Assert.Same(activity, Activity.Current);
    }

    [Fact]
    public async Task PublishAsync_OutcomeUnknown_RepeatsTheSameBatchWhateverOtherFeedsMeet()
    {
        using EventPage page = Events(8, 80_000);
        EventHubPublisher publisher = _hub.CreatePublisher();
        _hub.Producers.Fail(new OperationCanceledException());
        await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(publisher, page));
        _hub.Producers.Fail(TooLarge(), TooLarge()).Accept();
        await publisher.PublishAsync(Request(page) with { Feed = EventFeed.SignInAttempts }, CancellationToken.None);
        _hub.Producers.LinkLimit = 2_000_000;
        using EventPage longer = Events(9, 80_000);

        PublishResult result = await PublishAsync(publisher, longer);

        Assert.Equal(8, result.Accepted);
        Assert.Equal(_hub.Producers.Sent[0], _hub.Producers.Sent[^1]);
    }

    [Fact]
    public async Task PublishAsync_AfterAnAcceptedBatch_IsNotBoundToItsLength()
    {
        EventHubPublisher publisher = _hub.CreatePublisher();
        await PublishAsync(publisher, _page);
        using EventPage longer = Events(9, 10);

        Assert.Equal(9, (await PublishAsync(publisher, longer)).Accepted);
    }

    [Fact]
    public async Task PublishAsync_Refused_IsNamedAfterOneSend()
    {
        _hub.Producers.Fail(new EventHubsException(true, "hub1", "because sig=SECRET", Reason.ServiceBusy));

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(_hub.CreatePublisher(), _page));

        Assert.Equal((IngestionFailure.Throttled, true, IngestionTarget.EventHub), (thrown.Failure, thrown.IsTransient, thrown.Target));
        Assert.DoesNotContain("SECRET", thrown.ToString(), StringComparison.Ordinal);
        Assert.Single(_hub.Producers.Sent);
    }

    [Fact]
    public async Task PublishAsync_NoAnswerInTime_IsUnavailable()
    {
        _hub.Producers.Hang();
        Task<PublishResult> publish = PublishAsync(_hub.CreatePublisher(), _page);
        Assert.False(publish.IsCompleted);

        _hub.Time.Advance(TimeSpan.FromSeconds(31));

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => publish);
        Assert.Equal((IngestionFailure.Unavailable, true), (thrown.Failure, thrown.IsTransient));
        Assert.Contains("in time", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_CallerCancels_IsCancellation()
    {
        _hub.Producers.Hang();
        using var source = new CancellationTokenSource();
        Task<PublishResult> publish = _hub.CreatePublisher().PublishAsync(Request(_page), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publish);
    }

    [Fact]
    public async Task PublishAsync_LinkCutAlthoughNobodyCancelled_IsUnavailable()
    {
        _hub.Producers.Fail(new TaskCanceledException());

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => PublishAsync(_hub.CreatePublisher(), _page));

        Assert.Equal((IngestionFailure.Unavailable, true), (thrown.Failure, thrown.IsTransient));
        Assert.Contains("cut", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_TwoCallsOfOneFeedAtOnce_DoNotShareTheirMessages()
    {
        EventHubPublisher publisher = _hub.CreatePublisher();
        await PublishAsync(publisher, _page);
        EventData[] first = [];
        _hub.Producers.OnSend = events => first = first.Length == 0 ? [.. events] : first;
        _hub.Producers.Hang();
        using var source = new CancellationTokenSource();
        Task<PublishResult> one = publisher.PublishAsync(Request(_page), source.Token);
        using EventPage other = Events(3, 20);

        Assert.Equal(3, (await PublishAsync(publisher, other)).Accepted);

        Assert.Equal(Encoding.UTF8.GetString(_page.GetEvent(0)), first[0].EventBody.ToString());
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
    }

    [Fact]
    public async Task PublishAsync_Returned_HoldsNoBytesOfThePage()
    {
        EventData[] sent = [];
        _hub.Producers.OnSend = events => sent = [.. events];

        await PublishAsync(_hub.CreatePublisher(), _page);

        Assert.Equal(8, sent.Length);
        Assert.All(sent, message => Assert.Equal(0, message.EventBody.ToMemory().Length));
    }

    [Fact]
    public async Task DisposeAsync_SomeHubsWereUsed_ClosesTheirProducersAndMakesNoOther()
    {
        var names = EventFeed.All.ToDictionary(feed => feed, feed => feed == EventFeed.SignInAttempts ? "other" : "hub1");
        EventHubPublisher publisher = _hub.CreatePublisher(new EventHubOptions { ConnectionString = Hubs.ConnectionString, HubNames = names.ToFrozenDictionary() });
        await PublishAsync(publisher, _page);

        await publisher.DisposeAsync();

        Assert.Equal(["hub1"], _hub.Producers.Made);
        Assert.Equal(["hub1"], _hub.Producers.Closed);
    }
}
