using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>Nothing listens: the port is closed. The run has its usual time here, so that every retry is seen.</summary>
public sealed class RefusedFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private const string Title = "refused connections on three sides";
    private const int AllRetries = 5;

    [Theory]
    [InlineData(nameof(IngestionTarget.EventsApi), "Unavailable")]
    [InlineData(nameof(IngestionTarget.EventHub), "Unavailable")]
    [InlineData(nameof(IngestionTarget.CursorStore), "StateUnavailable")]
    public async Task Run_ConnectionsAreRefused_HealsWhenTheyAreTakenAgainAndElseEndsAfterFiveRetries(string target, string failure)
    {
        IngestionTarget side = Enum.Parse<IngestionTarget>(target);
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            Proxies = true,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = 30,
        });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(30, TimeSpan.FromHours(1), 0);

        await scenario.StopListeningAsync(side);
        Task<RecordedRun> passing = scenario.RunAsync(EventFeed.AuditEvents);
        await scenario.Log.ExpectAsync(201, LogLevel.Warning, "could not be reached");
        await scenario.ListenAgainAsync(side);
        RecordedRun healed = await passing;
        Assert.Equal(("CaughtUp", 30), (healed.Outcome, healed.Events));
        Assert.InRange(healed.Retries, 1, AllRetries);
        scenario.AssertWhole(repeats: 0);

        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(30, TimeSpan.FromMinutes(30), 0);
        var position = (await scenario.StateAsync(EventFeed.AuditEvents)).Position;
        await scenario.StopListeningAsync(side);
        RecordedRun ended = await scenario.RunAsync(EventFeed.AuditEvents);
        Assert.Equal(("Failed", failure, target, AllRetries), (ended.Outcome, ended.Failure, ended.FailureTarget, ended.Retries));
        Assert.Equal((0, position), (ended.Events, (await scenario.StateAsync(EventFeed.AuditEvents)).Position));

        await scenario.ListenAgainAsync(side);
        await scenario.DrainAsync();
        figures.Add(Title, 2, healed.Retries + ended.Retries + 1, scenario.AssertWhole(repeats: 0));
    }
}
