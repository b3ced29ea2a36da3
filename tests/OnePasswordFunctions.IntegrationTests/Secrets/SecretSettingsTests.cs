using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>Secrets in settings that are wrong, and a worker that ends with an exception: what people are told then must not hold them.</summary>
public sealed class SecretSettingsTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string Key = "c2VjcmV0LWtleS1vZi1hLWJhZC1zZXR0aW5nLTAwMDE9PT0=";
    private const string Token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJUT0tFTi1PRi1BLUJBRC1TRVRUSU5HIn0.c2lnbmF0dXJlLW9mLWEtYmFkLXNldHRpbmctMDAwMQ";

    /// <summary>Settings that can not be used because of how a secret stands in them; each group is in force at the same time.</summary>
    private static readonly (string Setting, string Value)[][] Malformed =
    [
        [
            ("EventHubConnection", $"Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey{Key};UseDevelopmentEmulator=true"),
            ("EventHubName", $"hub;SharedAccessKey={Key}"),
            ("CursorStorage", $"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={Key}!"),
            ("CursorTableName", Key),
            ("OnePassword__ServerUrl", $"https://user:{Key}@events.1password.com"),
            ("OnePassword__ApiToken", Token + " " + Token),
            ("OTEL_EXPORTER_OTLP_HEADERS", $"Bearer {Token}"),
        ],
        [
            ("EventHubConnection", $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKey={Key};SharedAccessKey={Key}"),
            ("CursorStorage", $"AccountKey={Key};TableEndpoint=http://contoso.table.core.windows.net"),
            ("OnePassword__ServerUrl", Token),
            ("OnePassword__EventTypes", Token),
            ("OnePassword__MaxRunDuration", Token),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"https://user:{Key}@127.0.0.1"),
        ],
        [
            // The space that should have been a semicolon makes the key a part of the hub's name.
            ("EventHubConnection", $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=n;EntityPath=hub SharedAccessKey={Key}"),
            ("CursorStorage", ""),
            ("CursorStorage__tableServiceUri", $"https://contoso.table.core.windows.net/?sv=2024&sig={Key}"),
        ],
        [
            ("EventHubConnection", $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessSignature=sr=x&sig={Key}"),
            ("EventHubName__AuditEvents", "SharedAccessSignature sig=" + Key),
        ],
        [("EventHubConnection", ""), ("EventHubConnection__fullyQualifiedNamespace", $"sb://n:{Key}@contoso.servicebus.windows.net")],
        [("EventHubConnection", $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey={Key};SharedAccessSignature=SharedAccessSignature sr=x&sig={Key}")],
    ];

    [Fact]
    public async Task BadSettings_ThatHoldSecrets_AreListedByNameAndNotByValue()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        foreach (string secret in Token.Split('.').Append(Key))
        {
            scenario.Log.Search.AddSecret(secret);
        }

        foreach ((string Setting, string Value)[] group in Malformed)
        {
            await scenario.RestartAsync(group);

            RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);
            HttpAnswer status = await scenario.GetAsync("status"), test = await scenario.GetAsync("test-connection"), events = await scenario.GetAsync("get-events?event_type=auditevents");

            string[] problems = [.. events.Json["problems"]!.AsArray().Select(problem => (string)problem!)];
            IEnumerable<string> cautions = run.Invocation.Logs.Where(line => line.EventId == EventNames.Of(903)).Select(line => line.Text);
            Assert.All(group.Where(bad => bad.Value.Length > 0), bad => Assert.Contains(
                bad.Setting.StartsWith("OTEL_", StringComparison.Ordinal) ? cautions : problems, text => text.StartsWith(bad.Setting + ":", StringComparison.Ordinal)));
            Assert.All(problems, problem => Assert.Contains(problem, run.Error, StringComparison.Ordinal));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "bad_settings"), (status.Status, (string)status.Json["status"]!));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, test.Status);
            await scenario.GetAsync("status?format=html");
            await scenario.GetAsync("test-connection?format=markdown");
        }
    }

    [Fact]
    public async Task Run_SharedAccessSignatureInTheConnectionString_PublishesAndHidesIt()
    {
        await using WorstCase worst = await WorstCase.StartAsync(fixture);
        IngestionScenario scenario = worst.Scenario;
        string signature = Sign(scenario.Hub.ConnectionString);
        scenario.Log.Search.AddSignature(signature.Split("sig=")[1].Split('&')[0]);

        await scenario.RestartAsync(("EventHubConnection", $"Endpoint=sb://{scenario.Hub.BaseAddress.Authority};SharedAccessSignature={signature};UseDevelopmentEmulator=true"));
        await scenario.DrainAsync();
        await worst.AskAllAsync();
        scenario.Hub.AddFault("unauthorized");
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(5, TimeSpan.Zero, 0);
        Assert.Equal("Unauthorized", (await scenario.RunAsync(EventFeed.AuditEvents)).Failure);
        await worst.AskAllAsync();
    }

    [Fact]
    public async Task Start_NoHostListens_EndsWithAnExceptionThatSaysWhyAndHoldsNoSetting()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        Dictionary<string, string> settings = scenario.CreateSettings();
        var host = new HostContext(new FunctionsHostOptions { AppRoot = fixture.App, Settings = settings }, new AppSettings(settings), TimeProvider.System);
        ConcurrentQueue<(string Text, bool IsStandardError)> lines = [];
        var worker = ChildProcess.Start(
            WorkerLaunch.CreateStartInfo(host, Guid.NewGuid().ToString(), grpcPort: FreePort.Find(), group: null), (text, isStandardError) => lines.Enqueue((text, isStandardError)));

        Assert.NotEqual(0, await Eventually.EndsAsync(worker.Exited));
        Assert.Contains(lines, line => line.IsStandardError && line.Text.Contains("refused", StringComparison.OrdinalIgnoreCase));
        scenario.Log.Keep(WrittenKind.WorkerLine, string.Join(Environment.NewLine, lines.Select(line => line.Text)));
    }

    /// <summary>A signature for the whole namespace, made with the key of a connection string, as an operator makes one.</summary>
    private static string Sign(string connectionString)
    {
        EventHubsConnectionStringProperties parts = EventHubsConnectionStringProperties.Parse(connectionString);
        string resource = Uri.EscapeDataString($"sb://{parts.Endpoint.Host}/");
        long expiry = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
        byte[] signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(parts.SharedAccessKey), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{resource}\n{expiry}")));
        return string.Create(CultureInfo.InvariantCulture,
            $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn={parts.SharedAccessKeyName}");
    }
}
