using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>Table Storage fails on day one, when there is neither a table nor a row. Nothing is asked of the API before a start is stored.</summary>
public sealed class FirstRunFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "Table Storage on day one";
    private const int Events = 10;

    [Theory]
    [InlineData("read:status=404,body=html")]
    [InlineData("create:status=500")]
    [InlineData("create:reset-after")]
    [InlineData("write:status=503,retry-after=1")]
    [InlineData("write:lose-response")]
    [InlineData("write:html")]
    [InlineData("write:status=404,body=html")]
    public async Task Run_TableFailsOnceOnDayOne_HealsInTheRun(string fault)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = Events });
        ActiveFault once = scenario.Table.AddFault(fault + ",count=1");

        RecordedRun healed = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.True(healed is { Outcome: "CaughtUp", Events: Events, Retries: 1 }, $"{fault}: {healed}");
        Assert.NotNull((await scenario.StateAsync(EventFeed.AuditEvents)).FirstStartTime);
        await scenario.DrainAsync();
        figures.Add(Title, 1, once.Struck, scenario.AssertWhole(repeats: 0));
    }

    [Theory]
    [InlineData("create:status=403", 0)]
    [InlineData("write:status=503", 5)]
    public async Task Run_TableFailsForGoodOnDayOne_AsksTheApiForNothing(string fault, int retries)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = Events });
        ActiveFault lasting = scenario.Table.AddFault(fault);

        RecordedRun ended = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.True(ended is { Outcome: "Failed", Failure: "StateUnavailable", FailureTarget: "CursorStore", Commits: 0 } && ended.Retries == retries, $"{fault}: {ended}");
        Assert.Equal((0, 0L), (ended.Requests, scenario.Simulator.Requests.Count));
        scenario.ClearFaults();
        Assert.Null(await scenario.Rows.ReadAsync(EventFeed.AuditEvents));
        await scenario.DrainAsync();
        figures.Add(Title, 1, lasting.Struck, scenario.AssertWhole(repeats: 0));
    }
}
