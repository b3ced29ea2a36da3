using System.Net;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class RunHistoryTests
{
    private const string Table = "OnePasswordCursorsRuns";
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly (string, string)[] _next = [("x-ms-continuation-NextPartitionKey", "p"), ("x-ms-continuation-NextRowKey", "r")];
    private readonly InMemoryTables _tables = new();
    private readonly ScriptedTransport _scripted = new();
    private readonly RecordingLogger<RunHistory> _log = new();
    private readonly RunHistory _history;

    public RunHistoryTests() => _history = new RunHistory(TestTables.Options, TestTables.Over(_tables), _log);

    [Fact]
    public async Task Record_RunWithEvents_IsThereForItsFeedAlone()
    {
        Assert.Empty(await ReadAsync(_history));
        await _history.RecordAsync(Run(0, RunOutcome.CaughtUp, new RunTally { Events = 7 }));
        Assert.Equal(("r0", 7), Assert.Single(await ReadAsync(_history)) is var run ? (run.RunId, run.Events) : default);
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

        Assert.Equal(["CaughtUp", "Failed"], (await ReadAsync(_history)).Select(run => run.Outcome));
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
        (LogLevel level, int id, string message) = Assert.Single(_log.Entries);
        Assert.Equal((LogLevel.Warning, 503), (level, id));
        Assert.Contains($"did not record a run of {EventFeed.AuditEvents} (503 Fault).", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_OldRunsCanNotBeDeleted_SaysSoAndAsksOnlyForTheirKeys()
    {
        string rows = string.Join(',', Enumerable.Range(0, RunHistory.MostRuns + 1).Select(number => $$"""{"PartitionKey":"default-auditevents","RowKey":"{{number}}"}"""));
        _scripted.Answer(204, "", ("ETag", "W/\"1\"")).Answer(200, $$"""{"value":[{{rows}}]}""").Answer(409, "", ("x-ms-error-code", "Locked"));
        await Scripted().RecordAsync(Run(0, RunOutcome.CaughtUp, new RunTally { Events = 1 }) with { RunId = "0tidy" });
        Assert.Contains("$select=PartitionKey,RowKey", Uri.UnescapeDataString(_scripted.Requests[1].Url), StringComparison.Ordinal);
        Assert.Contains($"RowKey='{RunHistory.MostRuns}'", _scripted.Requests[2].Url, StringComparison.Ordinal);
        Assert.Contains($"did not delete an old run of {EventFeed.AuditEvents} (409 Locked).", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ServiceHasMoreThanIsWanted_EndsWithWhatIsWanted()
    {
        _scripted.Answer(200, $$"""{"value":[{{Row("r1")}}]}""", _next).Answer(200, $$"""{"value":[{{Row("r2")}},{{Row("r3")}}]}""", _next);
        IReadOnlyList<RecordedRun> runs = await Scripted().ReadAsync(EventFeed.AuditEvents, 2, CancellationToken.None);
        Assert.Equal(["r1", "r2"], runs.Select(run => run.RunId));
    }

    [Fact]
    public async Task Read_RowsOfSomebodyElse_AreLeftOut()
    {
        _scripted.Answer(200, $$"""{"value":[{"RowKey":"a"},{{Row("r1")}},{"RowKey":"b","StartedAt":"2026-03-02T08:00:00Z","Events":5000000000}]}""");
        Assert.Equal("r1", Assert.Single(await ReadAsync(Scripted())).RunId);
    }

    [Fact]
    public async Task Read_AnswerThatIsNoList_IsANamedFailure()
    {
        _scripted.Answer(200, "[]");
        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => ReadAsync(Scripted()));
        Assert.Equal((IngestionTarget.CursorStore, IngestionFailure.StateUnavailable), (failure.Target, failure.Failure));
        Assert.Equal($"The runs of {EventFeed.AuditEvents} in the table {Table} can not be read: {failure.InnerException!.GetType().Name}.", failure.Message);
    }

    [Fact]
    public async Task Read_TableFails_SaysWhatWasToBeDone()
    {
        _scripted.Answer(503, "", ("x-ms-error-code", "ServerBusy"));
        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => ReadAsync(Scripted()));
        Assert.Contains($"did not read the runs of {EventFeed.AuditEvents} (503 ServerBusy).", failure.Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<RecordedRun>> ReadAsync(RunHistory history) => history.ReadAsync(EventFeed.AuditEvents, 10, CancellationToken.None);

    private static string Row(string runId) => $$"""{"PartitionKey":"default-auditevents","RowKey":"{{runId}}","RunId":"{{runId}}","StartedAt":"2026-03-02T08:00:00Z"}""";

    private RunHistory Scripted() => new(TestTables.Options, TestTables.Over(_scripted), _log);

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
