using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class RunHistoryTests
{
    private const string Table = "OnePasswordCursorsRuns";
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly InMemoryTables _tables = new();
    private readonly RunHistory _history;

    public RunHistoryTests()
    {
        _history = new RunHistory(TestTables.Options, TestTables.Over(_tables), NullLogger<RunHistory>.Instance);
    }

    [Fact]
    public async Task Record_RunWithEvents_ReadsBackTheSame()
    {
        RunTally tally = new() { Events = 7, Batches = 2, DeadLetters = 1 };
        tally.CountRetry();
        tally.Witness(Start.AddHours(-2), Start);
        await _history.RecordAsync(Run(0, RunOutcome.Failed, tally) with { Failure = IngestionFailure.Unavailable, FailureTarget = IngestionTarget.EventHub, Error = "why", HasMore = true });
        RecordedRun run = Assert.Single(await _history.ReadAsync(EventFeed.AuditEvents, 10, CancellationToken.None));
        Assert.Equal(
            ("r0", Start, TimeSpan.FromMilliseconds(1500), "Failed", "Unavailable: why", 7, 2, 1, 1, true),
            (run.RunId, run.StartedAt, run.Duration, run.Outcome, run.Error, run.Events, run.Batches, run.DeadLetters, run.Retries, run.HasMore));
        Assert.Equal((Start.AddHours(-2), TimeSpan.FromHours(2)), (run.LastEventTime!.Value, run.OldestLateness!.Value));
        Assert.Empty(await _history.ReadAsync(EventFeed.SignInAttempts, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Record_RunWithoutNews_AsksTheTableNothing()
    {
        await _history.RecordAsync(Run(0, RunOutcome.CaughtUp));
        await _history.RecordAsync(Run(1, RunOutcome.Disabled));
        await _history.RecordAsync(Run(2, RunOutcome.Failed) with { FailureTarget = IngestionTarget.CursorStore });
        Assert.Empty(_tables.Requests);
    }

    [Fact]
    public async Task Record_OutcomeChanges_RecordsEachChangeOnce()
    {
        foreach (RunOutcome outcome in new[] { RunOutcome.CaughtUp, RunOutcome.Failed, RunOutcome.Failed, RunOutcome.CaughtUp, RunOutcome.CaughtUp })
        {
            await _history.RecordAsync(Run(_tables.Requests.Count, outcome));
        }

        IReadOnlyList<RecordedRun> runs = await _history.ReadAsync(EventFeed.AuditEvents, 10, CancellationToken.None);
        Assert.Equal(["CaughtUp", "Failed"], runs.Select(run => run.Outcome));
    }

    [Fact]
    public async Task Read_ManyRuns_GivesTheNewestFirst()
    {
        for (int minute = 0; minute < 5; minute++)
        {
            await _history.RecordAsync(Run(minute, RunOutcome.CaughtUp, new RunTally { Events = 1 }));
        }

        IReadOnlyList<RecordedRun> runs = await _history.ReadAsync(EventFeed.AuditEvents, 3, CancellationToken.None);
        Assert.Equal(["r4", "r3", "r2"], runs.Select(run => run.RunId));
    }

    [Fact]
    public async Task Record_MoreRunsThanAreKept_DeletesTheOldestInSmallSteps()
    {
        for (int minute = 0; minute < RunHistory.MostRuns + 60; minute++)
        {
            await _history.RecordAsync(Run(minute, RunOutcome.CaughtUp, new RunTally { Events = 1 }));
        }

        Assert.Equal(RunHistory.MostRuns + 60, _tables.Count(Table));
        await _history.RecordAsync(Run(600, RunOutcome.CaughtUp, new RunTally { Events = 1 }) with { RunId = "0tidy" });
        Assert.Equal(RunHistory.MostRuns + 11, _tables.Count(Table));
        await _history.RecordAsync(Run(601, RunOutcome.CaughtUp, new RunTally { Events = 1 }) with { RunId = "0again" });
        Assert.Equal(RunHistory.MostRuns, _tables.Count(Table));
        Assert.EndsWith("0again", _tables.RowKeys(Table)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_TableUnavailable_DoesNotThrow()
    {
        _tables.Fault = HttpStatusCode.ServiceUnavailable;
        await _history.RecordAsync(Run(0, RunOutcome.CaughtUp, new RunTally { Events = 1 }));
        Assert.Single(_tables.Requests);
    }

    private static RunResult Run(int minute, RunOutcome outcome, RunTally? tally = null) => new()
    {
        Feed = EventFeed.AuditEvents,
        Outcome = outcome,
        RunId = $"r{minute}",
        StartedAt = Start.AddMinutes(minute),
        Duration = TimeSpan.FromMilliseconds(1500),
        Tally = tally ?? new RunTally(),
    };
}
