using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Writers;

/// <summary>
/// Two workers on one row: an older copy, which a test holds up in the middle of a run, and a newer one, which moves on
/// meanwhile. A page of a feed that the newer copy began has 10 events, which are more than one batch.
/// </summary>
internal sealed class TwoWriters : IAsyncDisposable
{
    private const int PageSize = 10;
    private const int BatchBytes = 8192;
    private const string Everything = "100000";

    private int _newerSuperseded;

    private TwoWriters(IngestionScenario scenario, FunctionsHostStandIn newer, FunctionsHostStandIn older) =>
        (Scenario, Newer, Older) = (scenario, newer, older);

    public IngestionScenario Scenario { get; }

    public FunctionsHostStandIn Newer { get; }

    /// <summary>It may publish everything in one run, and so fetches pages ahead.</summary>
    public FunctionsHostStandIn Older { get; }

    public static async Task<TwoWriters> StartAsync(PublishedAppFixture fixture, int events)
    {
        IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = false,
            Maximum = PageSize,
            BatchBytes = BatchBytes,
            Proxies = true,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = events,
        });
        FunctionsHostStandIn newer = scenario.Host;
        return new TwoWriters(scenario, newer, await scenario.StartHostAsync(new Dictionary<string, string>
        {
            ["OnePassword__MaxAuditEventsPerFetch"] = Everything,
            ["OnePassword__MaxItemUsageActionsPerFetch"] = Everything,
            ["OnePassword__MaxSignInAttemptsPerFetch"] = Everything,
        }));
    }

    /// <summary>Runs of the newer copy that the older one's last commit, which was on its way already, got in before.</summary>
    public int NewerSuperseded => _newerSuperseded;

    /// <summary>The newer copy's runs of the feed until it has caught up; the last of them.</summary>
    public async Task<RecordedRun> MoveOnAsync(EventFeed feed)
    {
        RecordedRun run;
        do
        {
            run = await Scenario.RunAsync(feed, Newer);
            Assert.True(run.Outcome is "CaughtUp" or "MaximumReached" or "Superseded", $"{run}");
            Interlocked.Add(ref _newerSuperseded, run.Outcome == "Superseded" ? 1 : 0);
        }
        while (run.Outcome != "CaughtUp");
        return run;
    }

    /// <summary>The older run woke, could not store anything, and said so; the row is as the newer copy left it.</summary>
    public async Task AssertSupersededAsync(string place, RecordedRun older, RecordedRun newer, FeedState left)
    {
        Assert.True(older is { Outcome: "Superseded", Failure: "None" }, $"{place}: {older}");
        FeedState state = await Scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal((newer.RunId, left.RunId, left.ETag), (left.RunId, state.RunId, state.ETag));
        await Scenario.Log.ExpectAsync(105, Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    public ValueTask DisposeAsync() => Scenario.DisposeAsync();
}
