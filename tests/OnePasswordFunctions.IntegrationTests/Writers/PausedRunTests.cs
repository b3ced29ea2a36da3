using System.Diagnostics;
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

    /// <summary>After so long the worker gives a request up and sends it again when it wakes, before it learns that it was superseded: a batch can then arrive a third time.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    /// <summary>The place; the side, kind and moment of the request at which the process is stopped; at which of these; a fault that holds or loses that request; the most batches that come twice.</summary>
    public static TheoryData<string, string, string, string, int, string, int> Places => new()
    {
        { "after it read the position", "table", "read", "Answered", 1, "", 1 },
        { "with its page, before it publishes", "api", "page", "Answered", 1, "", 1 },
        { "while the next page is fetched ahead", "api", "page", "Arrived", 2, "", 1 },
        { "with a page fetched ahead, inside a publish", "hub", "batch", "Answered", 2, "", 1 },
        { "inside a publish, with the batch on its way", "hub", "batch", "Arrived", 1, "hold,count=1", 1 },
        { "after the hub stored its batch, before its commit", "hub", "batch", "Answered", 1, "", 1 },
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
        ActiveFault? active = fault.Length == 0 ? null : AddFault(writers.Scenario, side, fault);
        WorkerPause pause = PauseAt(writers, side, kind, Enum.Parse<ProxyMoment>(moment), occurrence);

        Task<RecordedRun> stopped = writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Older);
        await Eventually.TrueAsync(() => pause.IsHeld || stopped.IsCompleted || IsHeldAtTheHub(writers.Scenario, side, active), $"the run comes to the place: {place}");
        Assert.False(stopped.IsCompleted, $"The run ended before it came to the place: {place}");
        if (!pause.IsHeld)
        {
            pause.Begin();
        }

        long began = Stopwatch.GetTimestamp();
        RecordedRun newer = await writers.MoveOnAsync(EventFeed.AuditEvents);
        FeedState left = await writers.Scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal(Events, writers.Scenario.Ledger.Compare().Published);

        Release(writers.Scenario, active);
        pause.End();
        await AssertEndAsync(writers, place, await stopped, newer, left, batches + Further(began));
    }

    /// <summary>The process runs all the time; only its request is under way for as long as the newer copy takes.</summary>
    [Theory]
    [InlineData("with a batch on its way to the hub", "hub", "hold,count=1,after=1", 1)]
    [InlineData("with a commit on its way to the table", "table", "write:hold,count=1,after=1", 1)]
    public async Task Run_RequestHeldUntilANewerOneMovedOn_IsSupersededAndRepeatsAtMostOneBatch(string place, string side, string fault, int batches)
    {
        await using TwoWriters writers = await TwoWriters.StartAsync(fixture, Events);
        await writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Newer);
        ActiveFault active = AddFault(writers.Scenario, side, fault);

        Task<RecordedRun> held = writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Older);
        await Eventually.TrueAsync(
            () => active.Struck == 1 && (side == "hub" ? writers.Scenario.Hub.IsHolding(active) : writers.Scenario.Table.IsWaiting), $"the request is held: {place}");
        RecordedRun newer = await writers.MoveOnAsync(EventFeed.AuditEvents);
        FeedState left = await writers.Scenario.StateAsync(EventFeed.AuditEvents);
        Release(writers.Scenario, active);
        RecordedRun older = await held;
        if (older.Retries > 0)
        {
            await AssertOpenAsync(writers, batches);
            return;
        }

        await AssertEndAsync(writers, place, older, newer, left, batches);
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
        if (older.Retries > 0)
        {
            await AssertOpenAsync(writers, 1);
            return;
        }

        await AssertEndAsync(writers, "with its next page and its commit on the way", older, newer, left, 1);
    }

    [Fact]
    public async Task Run_StoppedBeforeTheVeryFirstRowIsStored_IsSupersededAndPublishesNothing()
    {
        await using TwoWriters writers = await TwoWriters.StartAsync(fixture, Events);
        WorkerPause pause = PauseAt(writers, "table", "read", ProxyMoment.Answered, 1);

        Task<RecordedRun> stopped = writers.Scenario.RunAsync(EventFeed.AuditEvents, writers.Older);
        await Eventually.TrueAsync(() => pause.IsHeld, "the run knows that there is no row");
        RecordedRun newer = await writers.MoveOnAsync(EventFeed.AuditEvents);
        FeedState left = await writers.Scenario.StateAsync(EventFeed.AuditEvents);
        pause.End();

        RecordedRun older = await stopped;
        Assert.Equal((0, 0), (older.Events, older.Requests));
        await AssertEndAsync(writers, "before the very first row is stored", older, newer, left, 0);
    }

    /// <summary>The newer one took so long, on a busy machine, that the older gave its request up and sent it again. Which of them was first is open then.</summary>
    private static async Task AssertOpenAsync(TwoWriters writers, int batches)
    {
        writers.Scenario.ApiProxy!.Faults.Clear();
        await writers.Scenario.DrainAsync();
        writers.Scenario.AssertWhole((batches + 1 + writers.NewerSuperseded) * writers.Scenario.LargestBatch);
    }

    private static async Task AssertEndAsync(TwoWriters writers, string place, RecordedRun older, RecordedRun newer, FeedState left, int batches)
    {
        await writers.AssertSupersededAsync(place, older, newer, left);
        await writers.Scenario.DrainAsync();
        DeliveryReport report = writers.Scenario.AssertWhole((batches + writers.NewerSuperseded) * writers.Scenario.LargestBatch);
        Figures.Print($"two writers: an old run held {place}: {older.Outcome}, served {report.Served}, missing {report.Missing}, repeated {report.Repeated} (largest batch {writers.Scenario.LargestBatch})");
    }

    private static int Further(long began) => Stopwatch.GetElapsedTime(began) > LongestPause ? 1 : 0;

    private static ActiveFault AddFault(IngestionScenario scenario, string side, string fault) =>
        side == "hub" ? scenario.Hub.AddFault(fault) : ProxyOf(scenario, side).AddFault(fault);

    private static void Release(IngestionScenario scenario, ActiveFault? fault)
    {
        if (fault is not null)
        {
            scenario.Hub.Faults.Remove(fault);
            scenario.Table.Faults.Remove(fault);
        }
    }

    /// <summary>What arrives at the hub is seen from outside, once it stands still there.</summary>
    private static bool IsHeldAtTheHub(IngestionScenario scenario, string side, ActiveFault? fault) =>
        side == "hub" && fault is not null && scenario.Hub.IsHolding(fault);

    private static FaultyProxy ProxyOf(IngestionScenario scenario, string side) => side == "api" ? scenario.ApiProxy! : scenario.Table;

    private static WorkerPause PauseAt(TwoWriters writers, string side, string kind, ProxyMoment moment, int occurrence)
    {
        var pause = new WorkerPause(writers.Older);
        int left = occurrence;
        if (side != "hub")
        {
            ProxyOf(writers.Scenario, side).Passed += (passed, at) => Strike(passed == kind && at == moment);
        }
        else if (moment == ProxyMoment.Answered)
        {
            writers.Scenario.BatchStored += () => Strike(true);
        }

        return pause;

        void Strike(bool isOne)
        {
            if (isOne && Interlocked.Decrement(ref left) == 0)
            {
                pause.Begin();
            }
        }
    }
}
