using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>Secrets in settings that are wrong, and a handler that ends with an exception: what people are told then must not hold them.</summary>
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
            ("CursorStorage__tableServiceUri", $"https://contoso.table.core.windows.net/?sv=2024&sig={Key}"),
        ],
        [
            ("EventHubConnection", $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessSignature=sr=x&sig={Key}"),
            ("EventHubName__AuditEvents", "SharedAccessSignature sig=" + Key),
        ],
        [("EventHubConnection__fullyQualifiedNamespace", $"sb://n:{Key}@contoso.servicebus.windows.net")],
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

            string answer = (await scenario.InvokeAsync(EventFeed.AuditEvents)).Body!;
            HttpAnswer status = await scenario.GetAsync("status"), test = await scenario.GetAsync("test-connection");

            Assert.All(group, bad => Assert.Contains(
                JsonNode.Parse(answer)!["problems"]!.AsArray(), problem => ((string)problem!).StartsWith(bad.Setting + ":", StringComparison.Ordinal)));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "bad_settings"), (status.Status, (string)status.Json["status"]!));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, test.Status);
            await scenario.GetAsync("status?format=html");
            await scenario.GetAsync("test-connection?format=markdown");
            await scenario.GetAsync("get-events?event_type=auditevents");
        }
    }

    [Fact]
    public async Task Run_SharedAccessSignatureInTheConnectionString_PublishesAndHidesIt()
    {
        await using WorstCase worst = await WorstCase.StartAsync(fixture);
        IngestionScenario scenario = worst.Scenario;
        Assert.True(ConnectionString.TryParse(scenario.Hub.ConnectionString, out ConnectionString? parts, out _));
        var key = new SharedKey(parts["SharedAccessKeyName"]!, parts["SharedAccessKey"]!);
        string signature = new SharedAccessSignaturePolicy(new Uri($"http://{scenario.HubProxy!.BaseAddress.Authority}/"), key, TimeProvider.System).Sign(DateTimeOffset.UtcNow.AddHours(1));
        scenario.Log.Search.AddSignature(signature.Split("sig=")[1].Split('&')[0]);

        await scenario.RestartAsync(("EventHubConnection", $"Endpoint=sb://{scenario.HubProxy.BaseAddress.Authority};SharedAccessSignature={signature};UseDevelopmentEmulator=true"));
        await scenario.DrainAsync();
        await worst.AskAllAsync();
        scenario.HubProxy.AddFault("status=401");
        scenario.Simulator.AddGenerated(0, 5, TimeSpan.Zero, 0);
        Assert.Equal("Unauthorized", (await scenario.RunAsync(EventFeed.AuditEvents)).Failure);
        await worst.AskAllAsync();
    }

    [Fact]
    public async Task Start_PortIsTaken_EndsWithAnExceptionThatSaysWhyAndHoldsNoSetting()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var start = new ProcessStartInfo(Path.Combine(fixture.App, "OnePasswordFunctions")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in scenario.CreateSettings())
        {
            start.Environment[name] = value;
        }

        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        using Process handler = Process.Start(start)!;
        Task<string> output = handler.StandardOutput.ReadToEndAsync(), errors = handler.StandardError.ReadToEndAsync();
        await Eventually.EndsAsync(Task.WhenAll(output, errors));
        await handler.WaitForExitAsync();

        Assert.NotEqual(0, handler.ExitCode);
        Assert.Contains("address already in use", await errors, StringComparison.OrdinalIgnoreCase);
        scenario.Log.Keep(WrittenKind.ConsoleLine, await output);
        scenario.Log.Keep(WrittenKind.ConsoleLine, await errors);
    }
}
