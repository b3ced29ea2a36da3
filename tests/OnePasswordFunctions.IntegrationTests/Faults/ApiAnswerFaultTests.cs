using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>The Events API refuses, or something answers that is not the Events API. Asking again would not help.</summary>
public sealed class ApiAnswerFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "Events API, answers that no retry mends";

    private static readonly FaultRow[] Rows =
    [
        new("401", "status=401", "Unauthorized", "token is not revoked or expired, that the server URL is the region"),
        new("403", "status=403", "Unauthorized", "includes this event type"),
        new("404 of another server", "status=404,body=html", "RequestRejected", "Check that OnePassword__ServerUrl names an Events API server"),
        new("407 of a proxy", "status=407,body=html", "RequestRejected", "(407)"),
        new("302 to a sign-in page", "status=302,body=html", "RequestRejected", "redirect (302)"),
        new("307 to another host", "status=307,body=empty", "RequestRejected", "Check OnePassword__ServerUrl"),
        new("202 without a page", "status=202,body=empty", "InvalidResponse", "answered 202 instead of 200"),
        new("204", "status=204,body=empty", "InvalidResponse", "answered 204 instead of 200"),
        new("HTML with 200", "html", "InvalidResponse", "A proxy in between"),
        new("an empty object", "empty-object", "InvalidResponse", "'cursor' is missing"),
        new("an array", "array-body", "InvalidResponse", "not an object"),
        new("items is an object", "items-object", "InvalidResponse", "not an array"),
        new("items is a number", "items-number", "InvalidResponse", "not an array"),
        new("no cursor", "cursor-missing", "InvalidResponse", "'cursor' is missing"),
        new("cursor is a number", "cursor-number", "InvalidResponse", "'cursor' is not a string"),
        new("cursor is empty", "cursor-empty", "InvalidResponse", "'cursor' is missing or empty"),
        new("has_more is a string", "has-more-string", "InvalidResponse", "'has_more' is not true or false"),
    ];

    public static TheoryData<string> Names => FaultRow.NamesOf(Rows);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Run_ApiAnswersWrongly_EndsAfterOneRequestAndTheNextRunGoesOn(string fault) =>
        figures.ProveAsync(Rows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.EventsApi, row, figures, Title));

    [Fact]
    public async Task Run_StoredCursorIsAnsweredWith400_HealsOnceInTheRunAndForGoodEndsAfterOneRecovery()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { BatchBytes = 8192, Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = 60 });
        await scenario.BeginWithSmallPagesAsync(EventFeed.AuditEvents);
        ActiveFault once = scenario.Simulator.AddFault("auditevents:cursor-expired,count=1");

        RecordedRun healed = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("CaughtUp", 60, 1, 0), (healed.Outcome, healed.Events, healed.CursorRecoveries, healed.Retries));
        await scenario.Log.ExpectAsync(104, LogLevel.Error, "Look for events that arrived later");
        scenario.AssertWhole(repeats: 0);

        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(60, TimeSpan.FromMinutes(30), 0);
        ActiveFault lasting = scenario.Simulator.AddFault("auditevents:status=400");
        RecordedRun rejected = await scenario.RunAsync(EventFeed.AuditEvents);
        Assert.Equal(("Failed", "RequestRejected", 1, 0), (rejected.Outcome, rejected.Failure, rejected.CursorRecoveries, rejected.Events));
        Assert.Equal(2, lasting.Struck);

        scenario.ClearFaults();
        await scenario.DrainAsync(EventFeed.AuditEvents);
        DeliveryReport report = scenario.AssertWhole(repeats: 0);
        figures.Add(Title, 2, once.Struck + lasting.Struck, report);
    }

    [Theory]
    [InlineData("status=404")]
    [InlineData("status=500,count=1")]
    [InlineData("status=200,body=text,count=1")]
    public async Task Run_AccountCannotBeAskedFor_HealsOrSaysSoAndLosesNothing(string fault)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 10 });
        ActiveFault struck = scenario.Simulator.AddFault("introspect:" + fault);

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("CaughtUp", 10), (run.Outcome, run.Events));
        Assert.Equal(1, struck.Struck);
        Assert.Equal(fault == "status=404", (await scenario.StateAsync(EventFeed.AuditEvents)).AccountUuid is null);
        Assert.Equal(fault == "status=404" ? 1 : 0, scenario.Log.CountOf(102));
        scenario.ClearFaults();
        await scenario.DrainAsync();
        figures.Add(Title, 1, struck.Struck, scenario.AssertWhole());
    }

    /// <summary>Whose token it is must be known before its events are published, also when something else answers the question.</summary>
    [Fact]
    public async Task Run_NewTokenWhileAPageOfHtmlSaysWhoseItIs_IsNotTakenOnTrust()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 10 });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        await scenario.RestartAsync(("OnePassword__ApiToken", scenario.Simulator.IssueToken()));
        ActiveFault html = scenario.Simulator.AddFault("introspect:status=200,body=html");

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("Failed", "InvalidResponse", 0), (run.Outcome, run.Failure, run.Pages));
        scenario.ClearFaults();
        await scenario.DrainAsync();
        figures.Add(Title, 1, html.Struck, scenario.AssertWhole());
    }
}
