using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.Proof;
using FeedPosition = OnePasswordFunctions.Cursors.FeedPosition;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>
/// Plays one row of the fault matrix: the fault strikes once, then for good, then it is gone; and says at each
/// stage what the run told, what the row holds and what is in the hub.
/// </summary>
internal sealed class FaultProof(IngestionScenario scenario, IngestionTarget side, FaultRow row)
{
    private const int Events = 60;
    private const int AllRetries = 5;
    private const int MostTries = 5;

    // Waits of 4 seconds, or of growing ones, fit three times at the most into the budget of a row that has one.
    private const int MostWaits = 3;

    private static readonly EventFeed Feed = EventFeed.AuditEvents;

    private string _stage = "";
    private long _strikes;

    // Batches that the hub may hold twice by now.
    private int _repeats;

    public static async Task ProveAsync(PublishedAppFixture fixture, IngestionTarget side, FaultRow row, FaultFigures figures, string title)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            BatchBytes = 8192,
            RunDuration = row.Budget,

            // Counted to the request, and a look into the hub would be further requests: it has tests of its own.
            ReadsBack = false,
            TimersOnly = true,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Events,
        });
        await scenario.BeginWithSmallPagesAsync(Feed);
        await new FaultProof(scenario, side, row).ProveAsync(figures, title);
    }

    private async Task ProveAsync(FaultFigures figures, string title)
    {
        await StrikeOnceAsync();
        AssertDelivered(Events);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(Events, TimeSpan.FromHours(1), 0);
        await StrikeForGoodAsync();

        _stage = "after it is gone";
        scenario.ClearFaults();
        await scenario.DrainAsync(Feed);
        FeedState state = await scenario.StateAsync(Feed);
        Say(state is { LastOutcome: "CaughtUp", LastError: null, TotalDeadLetters: 0 }, $"the row says {state.LastOutcome}, {state.LastError}");
        figures.Add(title, 1, _strikes, AssertDelivered(2 * Events));
    }

    private async Task StrikeOnceAsync()
    {
        _stage = "once";
        ActiveFault fault = scenario.AddFault(side, $"{row.Fault},count=1,after={row.After}");
        RecordedRun run = await RunUntilStruckAsync(fault);
        for (int tries = 1; row is { Passes: true, Budget: not null } && run.Outcome == row.Outcome && run.Retries == 0 && tries < MostTries; tries++)
        {
            // It was struck when no time was left to wait, as it can be on a slow machine. The next run has all its time.
            fault = scenario.AddFault(side, $"{row.Fault},count=1,after={row.After}");
            run = await RunUntilStruckAsync(fault);
        }

        _strikes += fault.Struck;
        Say(fault.Struck == 1, $"struck {fault.Struck} times: {run}");
        if (row.Passes)
        {
            // On a slow machine a run that has little time may end before it is struck, or after it has healed.
            bool isHealed = row.Budget is null ? run is { Outcome: "CaughtUp", Events: Events } : run.Outcome is "CaughtUp" or "BudgetSpent";
            Say(isHealed && run is { Failure: "None", Retries: 1, DeadLetters: 0 }, $"the run did not heal: {run}");
            await AssertRetryLineAsync();
            _repeats += side == IngestionTarget.EventHub ? row.Repeats : 0;
        }
        else
        {
            await AssertEndedAsync(run);
            _repeats += row.Repeats;
        }

        scenario.ClearFaults();
        await scenario.DrainAsync(Feed);
    }

    private async Task StrikeForGoodAsync()
    {
        _stage = "for good";
        if (row.IsAtTheLink)
        {
            await scenario.RestartAsync();
        }

        ActiveFault fault = scenario.AddFault(side, $"{row.Fault},after={row.After}");
        RecordedRun first = await RunUntilStruckAsync(fault);
        await AssertEndedAsync(first);
        Say(!row.Passes ? first.Retries == 0 : row.Budget is null ? first.Retries == AllRetries : first.Retries <= MostWaits, $"{first.Retries} retries: {first}");
        AssertFewRequests(fault.Struck, first);
        if (!row.Passes)
        {
            await StrikeTheNextRunAsync(fault);
        }

        _strikes += fault.Struck;

        // A lost answer repeats its batch each time, a commit that fails only once a run.
        _repeats += row.Repeats * (side == IngestionTarget.EventHub ? fault.Struck : row.Passes ? 1 : 2);
    }

    private async Task<RecordedRun> RunUntilStruckAsync(ActiveFault fault)
    {
        RecordedRun run = await scenario.RunAsync(Feed);
        while (run.Outcome == "BudgetSpent" && fault.Struck == 0)
        {
            run = await scenario.RunAsync(Feed);
        }

        return run;
    }

    /// <summary>The same failure again costs one request, and the row says it already.</summary>
    private async Task StrikeTheNextRunAsync(ActiveFault fault)
    {
        _stage = "for good, the next run";
        FeedPosition position = (await scenario.StateAsync(Feed)).Position;
        int struck = fault.Struck;
        RecordedRun run = await scenario.RunAsync(Feed);
        await AssertEndedAsync(run);
        AssertFewRequests(fault.Struck - struck, run);
        Say(run.Commits == 0 && (await scenario.StateAsync(Feed)).Position == position, $"the row was written: {run}");
    }

    /// <summary>The record, the answer to the host and the row tell the same; nothing is ahead of the position that may not be.</summary>
    private async Task AssertEndedAsync(RecordedRun run)
    {
        Say((run.Outcome, run.Failure, run.FailureTarget) == (row.Outcome, row.Failure, side.ToString()), $"ended otherwise: {run}");
        Say(run.Error!.Contains(row.Advice, StringComparison.Ordinal), $"the message lacks '{row.Advice}': {run.Error}");
        Say(run.DeadLetters == 0, $"dead letters: {run}");
        FeedState state = await scenario.StateAsync(Feed);
        long ahead = scenario.Ledger.Compare().Published - state.TotalEvents;
        Say(ahead >= 0 && ahead <= row.Ahead * scenario.LargestBatch, $"{ahead} events are ahead of the position: {run}");
        if (side != IngestionTarget.CursorStore)
        {
            Say(state.LastOutcome == row.Outcome && state.LastError!.StartsWith(row.Failure, StringComparison.Ordinal), $"the row says {state.LastOutcome}, {state.LastError}");
        }

        if (row.Outcome == "Failed")
        {
            await Eventually.TrueAsync(() => ErrorLinesOf(run) == 1, $"{row.Name}, {_stage}: the record at level Error");
        }
        else
        {
            Say(ErrorLinesOf(run) == 0, "an error line although nothing failed");
        }
    }

    /// <summary>The table is also asked to keep the run's history, which is struck as well: once a run.</summary>
    private void AssertFewRequests(int struck, RecordedRun run) =>
        Say(struck == run.Retries + 1 || (side == IngestionTarget.CursorStore && struck == run.Retries + 2), $"struck {struck} times: {run}");

    private async Task AssertRetryLineAsync()
    {
        string line = await scenario.Log.ExpectAsync(201, LogLevel.Warning);
        Say(line.Contains(row.Failure, StringComparison.Ordinal) && line.Contains(row.Advice, StringComparison.Ordinal), $"the retry's line is: {line}");
        Say(row.Pause is null || line.Contains($"follows in {row.Pause}", StringComparison.Ordinal), $"the pause is not {row.Pause}: {line}");
        Say(scenario.Log.CountOf(201) == 1, $"{scenario.Log.CountOf(201)} lines about retries");
    }

    private DeliveryReport AssertDelivered(int events)
    {
        DeliveryReport report = scenario.AssertWhole(_repeats * scenario.LargestBatch);
        Say(report.Published == events, $"published {report.Published}");
        return report;
    }

    private int ErrorLinesOf(RecordedRun run) =>
        scenario.Log.Lines.Count(line => line.Level == LogLevel.Error && line.Text.Contains(run.RunId, StringComparison.Ordinal));

    private void Say(bool holds, string problem) => Assert.True(holds, $"{row.Name}, {_stage}: {problem}");
}
