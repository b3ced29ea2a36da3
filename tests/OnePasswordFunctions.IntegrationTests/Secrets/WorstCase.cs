using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>A scenario in which all that can be written is: every side is watched, telemetry is exported, and every HTTP function is asked.</summary>
internal sealed class WorstCase : IAsyncDisposable
{
    private readonly OtlpReceiver _receiver;

    private WorstCase(IngestionScenario scenario, OtlpReceiver receiver) => (Scenario, _receiver) = (scenario, receiver);

    public IngestionScenario Scenario { get; }

    public static async Task<WorstCase> StartAsync(PublishedAppFixture fixture, IReadOnlyDictionary<string, string>? settings = null)
    {
        var receiver = new OtlpReceiver();
        await receiver.StartAsync();
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.BaseAddress.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-key=collector-key-" + Guid.NewGuid().ToString("N"),
        };
        return new WorstCase(await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 30,
            Maximum = 10,
            Proxies = true,
            KeepsReceivedBytes = true,
            HubQuotesTokens = true,
            Settings = all,
        }), receiver);
    }

    /// <summary>Asks every HTTP function in every form.</summary>
    public async Task AskAllAsync()
    {
        foreach (string path in new[]
        {
            "status", "status?format=html", "test-connection", "test-connection?format=markdown", "test-connection?format=html",
            "get-events?event_type=auditevents&from_date=1%20day&limit=5", "get-events?event_type=auditevents&from_date=1%20day&limit=5&should_push_events=true",
            "get-events?event_type=vaults&limit=0&code=" + Scenario.FunctionKey,
        })
        {
            await Scenario.GetAsync(path);
        }
    }

    /// <summary>The telemetry that came so far, as text.</summary>
    public IReadOnlyList<(string Path, string? Key, string Body)> Telemetry => _receiver.Requests;

    public async ValueTask DisposeAsync()
    {
        // What is still to be sent is sent when the handler ends; the search is done when the scenario ends.
        await Scenario.Host.StopAsync();
        foreach ((string path, _, string body) in _receiver.Requests)
        {
            Scenario.Log.Keep(WrittenKind.Telemetry, path + " " + body);
        }

        await Scenario.DisposeAsync();
        await _receiver.DisposeAsync();
    }
}
