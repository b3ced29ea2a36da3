using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.Proof;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Writers;

/// <summary>
/// A run stands still at a place that does not depend on time, a newer one moves on to the end of the feed, and the old one
/// wakes. It must not be able to store anything, and what it still publishes is one batch at the most.
/// </summary>
public sealed class PausedRunTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int Events = 60;

    /// <summary>The place; the side, kind and moment of the request at which the process is stopped; at which of these; a fault that holds or loses that request; the most batches that come twice.</summary>
    public static TheoryData<string, string, string, string, int, string, int> Places => new()
    {
        { "after it read the position", "table", "read", "Answered", 1, "", 1 },
        { "with its page, before it publishes", "api", "page", "Answered", 1, "", 1 },
        { "while the next page is fetched ahead", "api", "page", "Arrived", 2, "", 1 },
        { "with a page fetched ahead, inside a publish", "hub", "batch", "Answered", 2, "", 1 },
        { "inside a publish, with the batch on its way", "hub", "batch", "Arrived", 1, "batch:hold,count=1", 1 },
        { "after the hub's 201, before its commit", "hub", "batch", "Answered", 1, "", 1 },
        { "inside the commit, on its way", "table", "write", "Arrived", 1, "write:hold,count=1", 1 },
        { "inside the commit, applied", "table", "write", "Answered", 1, "", 1 },
        { "inside the commit, applied and its answer lost", "table", "write", "Answered", 1, "write:lose-response,count=1", 0 },
        { "inside a later commit, on its way", "table", "write", "Arrived", 3, "write:hold,count=1,after=2", 1 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Run_ProcessStoppedAndWokenAfterANewerOneMovedOn_IsSupersededAndRepeatsAtMostOneBatch(
        string place, string side, string kind, string moment, int occurrence, string fault, int batches)
    {
        await using TwoWriters writers = await TwoWriters.StartAsync(fixture, Events);
        await writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Newer);
        FaultyProxy proxy = ProxyOf(writers.Scenario, side);
        ActiveFault? active = fault.Length == 0 ? null : proxy.AddFault(fault);
        HandlerPause pause = PauseAt(writers, proxy, kind, Enum.Parse<ProxyMoment>(moment), occurrence);

        Task<RecordedRun> stopped = writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Older);
        await Eventually.TrueAsync(() => pause.IsHeld || stopped.IsCompleted, $"the run comes to the place: {place}");
        Assert.False(stopped.IsCompleted, $"The run ended before it came to the place: {place}");
        RecordedRun newer = await writers.MoveOnAsync(EventFeed.AuditEvents);
        FeedState left = await writers.Scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal(Events, writers.Scenario.Ledger.Compare().Published);

        if (active is not null)
        {
            proxy.Faults.Remove(active);
        }

        pause.End();
        await AssertEndAsync(writers, place, await stopped, newer, left, batches);
    }

    /// <summary>The process runs all the time; only its request is under way for as long as the newer copy takes.</summary>
    [Theory]
    [InlineData("with a batch on its way to the hub", "hub", "batch:hold,count=1,after=1", 1)]
    [InlineData("with a commit on its way to the table", "table", "write:hold,count=1,after=1", 1)]
    public async Task Run_RequestHeldUntilANewerOneMovedOn_IsSupersededAndRepeatsAtMostOneBatch(string place, string side, string fault, int batches)
    {
        await using TwoWriters writers = await TwoWriters.StartAsync(fixture, Events);
        await writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Newer);
        FaultyProxy proxy = ProxyOf(writers.Scenario, side);
        ActiveFault active = proxy.AddFault(fault);

        Task<RecordedRun> held = writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Older);
        await Eventually.TrueAsync(() => active.Struck == 1 && proxy.IsWaiting, $"the request is held: {place}");
        RecordedRun newer = await writers.MoveOnAsync(EventFeed.AuditEvents);
        FeedState left = await writers.Scenario.StateAsync(EventFeed.AuditEvents);
        Assert.False(held.IsCompleted);

        proxy.Faults.Remove(active);
        await AssertEndAsync(writers, place, await held, newer, left, batches);
    }

    [Fact]
    public async Task Run_SupersededWhileTheNextPageHangs_EndsWithoutWaitingForIt()
    {
        await using TwoWriters writers = await TwoWriters.StartAsync(fixture, Events);
        await writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Newer);
        FaultyProxy api = writers.Scenario.ApiProxy!;
        api.AddFault("page:hold,count=1,after=1");
        ActiveFault commit = writers.Scenario.Table.AddFault("write:hold,count=1");

        Task<RecordedRun> held = writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Older);
        await Eventually.TrueAsync(() => api.IsWaiting && writers.Scenario.Table.IsWaiting, "the next page and the commit are held");
        RecordedRun newer = await writers.MoveOnAsync(EventFeed.AuditEvents);
        FeedState left = await writers.Scenario.StateAsync(EventFeed.AuditEvents);
        writers.Scenario.Table.Faults.Remove(commit);

        // The page is never let go.
        RecordedRun older = await held;
        await AssertEndAsync(writers, "with its next page and its commit on the way", older, newer, left, 1);
    }

    [Fact]
    public async Task Run_StoppedBeforeTheVeryFirstRowIsStored_IsSupersededAndPublishesNothing()
    {
        await using TwoWriters writers = await TwoWriters.StartAsync(fixture, Events);
        HandlerPause pause = PauseAt(writers, writers.Scenario.Table, "read", ProxyMoment.Answered, 1);

        Task<RecordedRun> stopped = writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Older);
        await Eventually.TrueAsync(() => pause.IsHeld, "the run knows that there is no row");
        RecordedRun newer = await writers.MoveOnAsync(EventFeed.AuditEvents);
        FeedState left = await writers.Scenario.StateAsync(EventFeed.AuditEvents);
        pause.End();

        RecordedRun older = await stopped;
        Assert.Equal((0, 0), (older.Events, older.Requests));
        await AssertEndAsync(writers, "before the very first row is stored", older, newer, left, 0);
    }

    private static async Task AssertEndAsync(TwoWriters writers, string place, RecordedRun older, RecordedRun newer, FeedState left, int batches)
    {
        await writers.AssertSupersededAsync(place, older, newer, left);
        await writers.Scenario.DrainAsync();
        DeliveryReport report = writers.Scenario.AssertDelivered((batches + writers.NewerSuperseded) * writers.Scenario.LargestBatch);
        Figures.Print($"two writers: an old run held {place}: {older.Outcome}, served {report.Served}, missing {report.Missing}, repeated {report.Repeated} (largest batch {writers.Scenario.LargestBatch})");
    }

    private static FaultyProxy ProxyOf(IngestionScenario scenario, string side) => side switch
    {
        "api" => scenario.ApiProxy!,
        "hub" => scenario.HubProxy!,
        _ => scenario.Table,
    };

    private static HandlerPause PauseAt(TwoWriters writers, FaultyProxy proxy, string kind, ProxyMoment moment, int occurrence)
    {
        var pause = new HandlerPause(writers.Older);
        int left = occurrence;
        proxy.Passed += (passed, at) =>
        {
            if (passed == kind && at == moment && Interlocked.Decrement(ref left) == 0)
            {
                pause.Begin();
            }
        };
        return pause;
    }
}
