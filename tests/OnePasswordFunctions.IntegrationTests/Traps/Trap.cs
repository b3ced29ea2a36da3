using System.Globalization;
using System.Text;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.IntegrationTests.Traps;

/// <summary>What the tests of the traps share: one feed, that of audit events, small pages, and events of a given time.</summary>
internal static class Trap
{
    public static Task<IngestionScenario> StartAsync(PublishedAppFixture fixture, int events, int maximum = 10, ScenarioOptions? options = null)
    {
        options ??= new ScenarioOptions();
        return IngestionScenario.StartAsync(fixture, options with
        {
            Maximum = maximum,
            Simulator = api =>
            {
                api.EventsOf[SimulatedFeed.AuditEvents] = events;
                options.Simulator(api);
            },
        });
    }

    public static Task<RecordedRun> RunAsync(this IngestionScenario scenario) => scenario.RunAsync(EventFeed.AuditEvents);

    /// <summary>The run's outcome, failure and number of events, to be compared at once.</summary>
    public static (string Outcome, string Failure, int Events) Summary(this RecordedRun run) => (run.Outcome, run.Failure, run.Events);

    /// <summary>Adds an audit event that the API shows from now on, whatever its timestamp says.</summary>
    public static byte[] AddEvent(this IngestionScenario scenario, string uuid, string timestamp, string members = "", SimulatedFeed? feed = null)
    {
        byte[] json = Encoding.UTF8.GetBytes($$"""{"uuid":"{{uuid}}","timestamp":"{{timestamp}}"{{members}}}""");
        scenario.Simulator.Log(feed ?? SimulatedFeed.AuditEvents).AddEvent(json);
        return json;
    }

    /// <summary>A time as the API writes it, with nine digits of a second's fraction.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000000000Z'", CultureInfo.InvariantCulture);
}
