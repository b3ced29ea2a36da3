using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>The API or the hub asks to slow down: for a moment, for longer than a run, or with a wait that no run has time for.</summary>
public sealed class ThrottlingFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "throttling";
    private const string ApiAdvice = "600 requests a minute";
    private const string HubAdvice = "add throughput units";

    private static readonly FaultRow[] ApiRows =
    [
        Throttled("429", "status=429", ApiAdvice),
        Throttled("429 with Retry-After", "status=429,retry-after=3", ApiAdvice) with { Pause = "3.0 s" },
        Throttled("429 with a Retry-After longer than a run", "status=429,retry-after=3600", ApiAdvice) with { Passes = false },
        Throttled("429 with a Retry-After that is a date after the run", "status=429,retry-after=date+3600", ApiAdvice) with { Passes = false },
        Throttled("429 of a gateway", "status=429,body=html", ApiAdvice),
    ];

    private static readonly FaultRow[] HubRows =
    [
        Throttled("com.microsoft:server-busy", "busy", HubAdvice) with { Pause = "4.0 s" },
        Throttled("com.microsoft:server-busy for a link", "busy,request=attach", HubAdvice) with { Pause = "4.0 s", After = 0, IsAtTheLink = true },
    ];

    public static TheoryData<string> ApiNames => FaultRow.NamesOf(ApiRows);

    public static TheoryData<string> HubNames => FaultRow.NamesOf(HubRows);

    [Theory]
    [MemberData(nameof(ApiNames))]
    public Task Run_ApiThrottles_WaitsAsAskedAndEndsAsThrottledWhenTheRunHasNoTime(string fault) =>
        figures.ProveAsync(ApiRows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.EventsApi, row, figures, Title));

    [Theory]
    [MemberData(nameof(HubNames))]
    public Task Run_HubThrottles_WaitsFourSecondsAndEndsAsThrottledWhenTheRunHasNoTime(string fault) =>
        figures.ProveAsync(HubRows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.EventHub, row, figures, Title));

    /// <summary>The simulator's own limit; the next request is allowed after five minutes, for which no run has time.</summary>
    [Fact]
    public async Task Run_ApiLimitIsUsedUpForSeveralRuns_EveryRunEndsAsThrottledAndNothingIsLost()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 400,
            Simulator = api => (api.RateLimits, api.RequestsPerHour, api.RateLimitRetryAfter) = (true, 12, true),
        });
        foreach (EventFeed feed in EventFeed.All)
        {
            await scenario.BeginWithSmallPagesAsync(feed);
        }

        for (int round = 0; round < 2; round++)
        {
            RecordedRun[] runs = await Task.WhenAll(EventFeed.All.Select(feed => scenario.RunAsync(feed)));
            Assert.All(runs, run => Assert.Equal(("Throttled", "Throttled", "EventsApi"), (run.Outcome, run.Failure, run.FailureTarget)));
            Assert.InRange(scenario.Ledger.Compare().Published, 1, 1199);
        }

        long refused = scenario.Simulator.Requests.ToList().Count(request => request.Status == 429);
        Assert.InRange(refused, 6, 12);
        scenario.Simulator.Options.RateLimits = false;
        await scenario.DrainAsync();
        figures.Add(Title, 1, refused, scenario.AssertWhole(repeats: 0));
    }

    private static FaultRow Throttled(string name, string fault, string advice) => new(name, fault, "Throttled", advice)
    {
        Outcome = "Throttled",
        Passes = true,
        Budget = TimeSpan.FromSeconds(15),
    };
}
