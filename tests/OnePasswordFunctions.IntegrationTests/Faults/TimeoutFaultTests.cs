using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>
/// A side takes the connection and never answers, or stops in the middle of its answer. The three sides are played at once,
/// because the worker's own time limits have to pass: 30 s for the API, 25 s for an answer of the hub, 10 s for the table.
/// </summary>
public sealed class TimeoutFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "timeouts on three sides";
    private const int Events = 60;
    private const int MostRuns = 20;

    [Fact]
    public Task Run_ASideDoesNotAnswerOnce_IsAskedAgainAndTheRunGoesOn() => Task.WhenAll(
        HealAsync(IngestionTarget.EventsApi, "stall", "did not answer within 30 s", 0),
        HealAsync(IngestionTarget.EventsApi, "slow-body,delay=1h", "did not answer within 30 s", 0),
        HealAsync(IngestionTarget.EventHub, "stall", "did not answer in time", 0),
        HealAsync(IngestionTarget.EventHub, "lose-outcome", "did not answer in time", 1),
        HealAsync(IngestionTarget.EventHub, "stall,request=attach", "did not answer in time", 0),
        HealAsync(IngestionTarget.EventHub, "stall,request=token", "did not answer in time", 0),
        HealAsync(IngestionTarget.CursorStore, "read:slow-body", "did not answer within 10 s", 0),
        HealAsync(IngestionTarget.CursorStore, "write:stall", "did not answer within 10 s", 0),
        HealAsync(IngestionTarget.CursorStore, "write:lose-response,delay=1h", "did not answer within 10 s", 0));

    /// <summary>
    /// With 5 seconds the hard stop, 15 s later, comes before the API's and the hub's time limit, and after the table's. With 25 and 28 it
    /// comes after them, and no time is left for another attempt.
    /// </summary>
    [Fact]
    public Task Run_ASideNeverAnswers_EndsWithANameAndKeepsThePosition() => Task.WhenAll(
        EndAsync(IngestionTarget.EventsApi, "hold", "BudgetSpent", 5),
        EndAsync(IngestionTarget.EventsApi, "slow-body,delay=1h", "Failed", 28),
        EndAsync(IngestionTarget.EventHub, "hold", "BudgetSpent", 5),
        EndAsync(IngestionTarget.EventHub, "hold", "Failed", 25),
        EndAsync(IngestionTarget.CursorStore, "read:hold", "Failed", 5),
        EndAsync(IngestionTarget.CursorStore, "write:hold", "Failed", 5));

    private async Task HealAsync(IngestionTarget side, string fault, string advice, int repeats)
    {
        await using IngestionScenario scenario = await StartAsync(side, null);
        ActiveFault silent = scenario.AddFault(side, fault + ",count=1");

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.True(run is { Outcome: "CaughtUp", Events: Events, Retries: 1 }, $"{fault}: {run}");
        await scenario.Log.ExpectAsync(201, LogLevel.Warning, advice);
        figures.Add(Title, 1, silent.Struck, scenario.AssertWhole(repeats * scenario.LargestBatch));
    }

    private async Task EndAsync(IngestionTarget side, string fault, string outcome, int seconds)
    {
        await using IngestionScenario scenario = await StartAsync(side, TimeSpan.FromSeconds(seconds));
        ActiveFault silent = scenario.AddFault(side, fault);

        // On a slow machine a run that has little time may end before it is struck.
        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);
        for (int runs = 1; silent.Struck == 0 && run.Outcome == "BudgetSpent" && runs < MostRuns; runs++)
        {
            run = await scenario.RunAsync(EventFeed.AuditEvents);
        }

        bool isNamed = outcome == "BudgetSpent" ? run.Failure == "None" : run.Error?.Contains("did not answer", StringComparison.Ordinal) == true;
        Assert.True(silent.Struck == 1 && run.Outcome == outcome && isNamed && run.Retries == 0, $"{side}, {fault}: {run}");
        long committed = (await scenario.StateAsync(EventFeed.AuditEvents)).TotalEvents;
        Assert.True(scenario.Ledger.Compare().Published - committed <= (side == IngestionTarget.CursorStore ? scenario.LargestBatch : 0), $"{side}, {fault}: {run}");

        // What is held goes on when the fault is gone, as a server does that was only slow; its caller has left.
        scenario.ClearFaults();
        await scenario.DrainAsync(EventFeed.AuditEvents);
        figures.Add(Title, 1, silent.Struck, scenario.AssertWhole(scenario.LargestBatch));
    }

    private async Task<IngestionScenario> StartAsync(IngestionTarget side, TimeSpan? duration)
    {
        IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            BatchBytes = 8192,
            RunDuration = duration,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Events,
        });
        await scenario.BeginWithSmallPagesAsync(EventFeed.AuditEvents);
        return scenario;
    }
}
