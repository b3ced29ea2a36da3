using System.Text;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>Table Storage, or what stands in front of it, fails at the second commit of a run: a batch is in the hub, and its position is not stored.</summary>
public sealed class TableWriteFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "Table Storage, writing";

    private static readonly FaultRow[] Rows =
    [
        Passing("reset before the request was read", "reset-before", "could not be reached"),
        Passing("reset after the request was read", "reset-after", "could not be reached"),
        Passing("500", "status=500", "(500"),
        Passing("503 with Retry-After", "status=503,retry-after=1", "(503") with { Pause = "1.0 s" },
        Passing("429", "status=429", "(429"),
        Passing("502 of a gateway", "status=502,body=html", "(502"),
        Passing("HTML with 200", "html", "proxy"),
        Passing("HTML with 201", "status=201,body=html", "a proxy or gateway that answers in its place"),
        Passing("204 of a network that says it is open", "status=204,body=empty", "without an ETag"),
        Passing("404 of a gateway", "status=404,body=html", "proxy"),
        Passing("412 of a gateway", "status=412,body=html", "proxy"),
        Permanent("302 to a sign-in page", "status=302,body=html", "(302"),
        Permanent("400", "status=400", "(400"),
        Permanent("403", "status=403", "Storage Table Data Contributor"),
        Permanent("409 of a gateway", "status=409,body=html", "(409"),
        Permanent("413", "status=413", "(413"),
    ];

    public static TheoryData<string> Names => FaultRow.NamesOf(Rows);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Run_TableCannotBeWritten_IsNamedAndRepeatsAtMostOneBatch(string fault) =>
        figures.ProveAsync(Rows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.CursorStore, row, figures, Title));

    /// <summary>The row has moved each time, and only the run does not know it.</summary>
    [Fact]
    public async Task Run_EveryCommitIsAppliedAndItsAnswerLost_GoesOnToTheEndAndRepeatsNothing()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 12, BatchBytes = 8192 });
        ActiveFault lost = scenario.Table.AddFault("write:lose-response,every=2");

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.True(run is { Outcome: "CaughtUp", Events: 12, Retries: >= 2 } && run.Commits == run.Batches + 1, $"{run}");
        Assert.True(lost.Struck >= run.Retries, $"{lost.Struck} answers were lost.");
        Assert.Equal(12, (await scenario.StateAsync(EventFeed.AuditEvents)).TotalEvents);
        scenario.ClearFaults();
        await scenario.DrainAsync();
        figures.Add(Title, 1, lost.Struck, scenario.AssertWhole(repeats: 0));
    }

    /// <summary>The position passes the event, so that a record which is not there would be a silent loss.</summary>
    [Fact]
    public async Task Run_DeadLetterIsAnsweredBySomethingElse_IsRecordedAgainBeforeThePositionPassesIt()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        string large = $$"""{"uuid":"TOO-LARGE","timestamp":"{{DateTimeOffset.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}}","blob":"{{new string('x', 1_200_000)}}"}""";
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(Encoding.UTF8.GetBytes(large));
        ActiveFault open = scenario.Table.AddFault("letter:status=204,body=empty,count=1");

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("CaughtUp", 1, 1, 1), (run.Outcome, run.DeadLetters, run.Retries, open.Struck));
        Assert.Single(await scenario.Rows.ReadDeadLettersAsync(EventFeed.AuditEvents));
    }

    private static FaultRow Permanent(string name, string fault, string advice) => new(name, "write:" + fault, "StateUnavailable", advice) { Ahead = 1, Repeats = 1 };

    private static FaultRow Passing(string name, string fault, string advice) => Permanent(name, fault, advice) with { Passes = true };
}
