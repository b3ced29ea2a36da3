using System.Net;
using System.Text.Json.Nodes;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>test-connection over HTTP through the host, against sides that work and sides that do not.</summary>
public sealed class TestConnectionTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string Hub = "event-hub:onepassword-events";

    [Fact]
    public async Task TestConnection_EverythingWorks_IsGreenAndLeavesNothingBehind()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3 });

        HttpAnswer answer = await scenario.GetAsync("test-connection");

        Assert.Equal((HttpStatusCode.OK, "application/json; charset=utf-8"), (answer.Status, answer.ContentType));
        Assert.Equal("", Failed(answer));
        var checks = answer.Json["checks"]!.AsArray().ToDictionary(check => (string)check!["name"]!, check => (string)check!["outcome"]!);
        Assert.All(
            ["settings", "api-tcp", "token", "token-features", "feed:auditevents", "feed:itemusages", "feed:signinattempts", "clock", "table-storage", "cursor-table", "cursor-write", Hub],
            name => Assert.Equal("ok", checks[name]));
        Assert.Equal(0, scenario.Hub.Count);
        Assert.All(EventFeed.All, feed => Assert.Null(scenario.Rows.ReadAsync(feed).GetAwaiter().GetResult()));
        foreach ((string format, string contentType) in new[] { ("markdown", "text/markdown; charset=utf-8"), ("html", "text/html; charset=utf-8") })
        {
            HttpAnswer other = await scenario.GetAsync("test-connection?format=" + format);
            Assert.Equal((HttpStatusCode.OK, contentType), (other.Status, other.ContentType));
            Assert.All(checks.Keys, name => Assert.Contains(name, other.Body, StringComparison.Ordinal));
        }

        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task TestConnection_OneSideIsBroken_NamesThatSideAndWhatToDo()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3, Proxies = true });
        const string Feeds = "feed:auditevents feed:itemusages feed:signinattempts";
        foreach ((string what, Action breakIt, string failed) in new (string, Action, string)[]
        {
            ("the API refuses the token", () => scenario.ApiProxy!.AddFault("status=401"), $"token {Feeds}"),
            ("the token lacks a feed", () => scenario.Simulator.AddFault("itemusages:status=401"), "feed:itemusages"),
            ("the API is down behind its gateway", () => scenario.ApiProxy!.AddFault("status=503"), $"token {Feeds}"),
            ("a captive portal stands before the API", () => scenario.ApiProxy!.AddFault("html"), $"token {Feeds}"),
            ("the hub refuses the key", () => scenario.Hub.AddFault("unauthorized,request=attach"), Hub),
            ("the hub does not exist", () => scenario.Hub.AddFault("not-found,request=attach"), Hub),
            ("the hub resets connections", () => scenario.Hub.AddFault("reset-before,request=attach"), Hub),
            ("the table refuses the key", () => scenario.Table.AddFault("status=403"), "table-storage"),
            ("the table can be read and not written", () => scenario.Table.AddFault("write:status=403"), "cursor-write"),
            ("the table resets connections", () => scenario.Table.AddFault("reset-after"), "table-storage"),
        })
        {
            breakIt();

            HttpAnswer answer = await scenario.GetAsync("test-connection");

            Assert.Equal((what, HttpStatusCode.ServiceUnavailable, failed), (what, answer.Status, Failed(answer)));
            Assert.All(answer.Json["checks"]!.AsArray().Where(check => (string)check!["outcome"]! == "failed"), check => Assert.False(string.IsNullOrEmpty((string?)check!["advice"]), $"{what}: {check}"));
            foreach (FaultyProxy proxy in (FaultyProxy[])[scenario.Table, scenario.ApiProxy!])
            {
                proxy.Faults.Clear();
            }

            scenario.Simulator.Faults.Clear();
            scenario.Hub.Faults.Clear();
        }

        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync("test-connection")).Status);
        await scenario.Simulator.StopListeningAsync();
        await scenario.RestartAsync(("OnePassword__ServerUrl", scenario.Simulator.BaseAddress.AbsoluteUri.TrimEnd('/')));
        Assert.Equal("api-tcp", Failed(await scenario.GetAsync("test-connection")));
    }

    private static string Failed(HttpAnswer answer) =>
        string.Join(' ', answer.Json["checks"]!.AsArray().Where(check => (string)check!["outcome"]! == "failed").Select(check => (string)check!["name"]!));
}
