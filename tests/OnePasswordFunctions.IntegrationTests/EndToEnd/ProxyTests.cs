using System.Net;
using System.Text.Json.Nodes;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.IntegrationTests.Secrets;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>Proxies that stand in the environment of the worker: nobody asked for them unless a setting says so.</summary>
public sealed class ProxyTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Theory]
    [InlineData("AmqpTcp")]
    [InlineData("AmqpWebSockets")]
    public async Task Environment_NamesAProxy_NothingGoesThere(string transport)
    {
        await using var proxy = new CountingProxy();
        await using var receiver = new OtlpReceiver();
        await receiver.StartAsync();
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 20,
            Settings = new Dictionary<string, string>(proxy.Variables)
            {
                ["EventHubTransport"] = transport,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.BaseAddress.AbsoluteUri,
            },
        });

        await scenario.DrainAsync();
        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync("get-events?event_type=auditevents&from_date=1%20day")).Status);
        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync("test-connection")).Status);
        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync("status")).Status);
        await scenario.Host.StopAsync();

        scenario.AssertDelivered();
        Assert.NotEmpty(receiver.Requests);
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task UseSystemProxy_AddressesOfOtherMachines_AreAskedOfTheProxy()
    {
        await using var proxy = new CountingProxy();
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            Settings = new Dictionary<string, string>(proxy.Variables)
            {
                ["OnePassword__UseSystemProxy"] = "true",
                ["OnePassword__ServerUrl"] = "https://events.example.invalid",
                ["CursorStorage"] = "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=a2V5;EndpointSuffix=example.invalid",
                ["EventHubConnection"] = "Endpoint=sb://hub.example.invalid/;SharedAccessKeyName=n;SharedAccessKey=a2V5",
                ["EventHubTransport"] = "AmqpWebSockets",
            },
        });

        HttpAnswer answer = await scenario.GetAsync("test-connection");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        foreach (string host in new[] { "events.example.invalid", "contoso.table.example.invalid", "hub.example.invalid" })
        {
            Assert.Contains($"CONNECT {host}:443 HTTP/1.1", proxy.Requests);
        }

        Assert.All(proxy.Requests, request => Assert.StartsWith("CONNECT ", request, StringComparison.Ordinal));
        JsonNode failed = answer.Json["checks"]!.AsArray().First(check => (string)check!["name"]! == "event-hub:onepassword-events")!;
        Assert.Contains("proxy", failed.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseSystemProxy_ThisMachine_IsReachedWithoutTheProxy()
    {
        await using var proxy = new CountingProxy();
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 5,
            Settings = new Dictionary<string, string>(proxy.Variables) { ["OnePassword__UseSystemProxy"] = "true" },
        });

        await scenario.DrainAsync();

        scenario.AssertDelivered();
        Assert.Empty(proxy.Requests);
    }
}
