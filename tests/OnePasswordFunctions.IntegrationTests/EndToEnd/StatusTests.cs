using System.Net;
using System.Text.Json.Nodes;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>status over HTTP through the host, about runs that really happened and rows that really are in the table.</summary>
public sealed class StatusTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task Status_BeforeAndAfterRunsAndAFailure_TellsWhatHappened()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 120, Maximum = 50 });
        JsonNode waiting = (await scenario.GetAsync("status")).Json;
        Assert.Equal(("waiting", "waiting,waiting,waiting"), ((string)waiting["status"]!, Health(waiting)));

        await scenario.DrainAsync();
        HttpAnswer answer = await scenario.GetAsync("status");
        Assert.Equal((HttpStatusCode.OK, "application/json; charset=utf-8", "no-store"), (answer.Status, answer.ContentType, answer.Headers["Cache-Control"]));
        Assert.Equal(("healthy", "healthy,healthy,healthy"), ((string)answer.Json["status"]!, Health(answer.Json)));
        JsonNode feed = answer.Json["feeds"]![0]!;
        Assert.Equal(("auditevents", "Caught up.", "CaughtUp"), ((string)feed["feed"]!, (string)feed["headline"]!, (string)feed["last_run"]!["outcome"]!));
        Assert.Equal((120, 3, 0), ((int)feed["total"]!["events"]!, (int)feed["total"]!["batches"]!, (int)feed["total"]!["dead_letters"]!));
        Assert.Equal((0, "cursor"), ((int)feed["lag_seconds"]!, (string)feed["position"]!["kind"]!));
        Assert.Equal([20, 50, 50], feed["recent_runs"]!.AsArray().Select(run => (int)run!["events"]!));
        // The page tells milliseconds; the row keeps what the event says.
        Assert.Equal((await scenario.StateAsync(EventFeed.AuditEvents)).LastEventTime?.ToUnixTimeMilliseconds(), ((DateTimeOffset)feed["last_event_time"]!).ToUnixTimeMilliseconds());
        Assert.True((DateTimeOffset)feed["next_firing"]! > DateTimeOffset.UtcNow.AddMinutes(-1));
        var settings = answer.Json["settings"]!.AsArray().ToDictionary(setting => (string)setting!["name"]!, setting => (string?)setting!["value"]);
        Assert.Equal("50", settings["OnePassword__MaxAuditEventsPerFetch"]);
        Assert.All(["OnePassword__ApiToken", "EventHubConnection", "CursorStorage"], secret => Assert.Equal("(set; not shown)", settings[secret]));

        string hash = (string)feed["position"]!["cursor_hash"]!;
        scenario.Simulator.AddFault("itemusages:status=401,count=1");
        Assert.Equal("Failed", (await scenario.RunAsync(EventFeed.ItemUsageActions)).Outcome);
        JsonNode broken = (await scenario.GetAsync("status")).Json;
        Assert.Equal(("broken", "healthy,broken,healthy"), ((string)broken["status"]!, Health(broken)));
        Assert.StartsWith("Unauthorized: ", (string)broken["feeds"]![1]!["headline"]!, StringComparison.Ordinal);
        Assert.Equal((1, hash), ((int)broken["feeds"]![1]!["in_recent_runs"]!["failed"]!, (string)broken["feeds"]![0]!["position"]!["cursor_hash"]!));

        await scenario.DrainAsync(EventFeed.ItemUsageActions);
        Assert.Equal("healthy", (string)(await scenario.GetAsync("status")).Json["status"]!);
    }

    [Fact]
    public async Task Status_Page_ShowsTheSameAndLoadsNothing()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 3,
            Settings = new Dictionary<string, string> { ["OnePassword__EventTypes"] = "auditevents,signinattempts" },
        });
        await scenario.DrainAsync(EventFeed.AuditEvents);

        HttpAnswer page = await scenario.GetAsync("status", "text/html,*/*;q=0.8");

        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (page.Status, page.ContentType));
        Assert.All(EventFeed.All, feed => Assert.Contains(feed.DisplayName, page.Body, StringComparison.Ordinal));
        Assert.Contains("Caught up.", page.Body, StringComparison.Ordinal);
        Assert.Contains("Switched off by", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("healthy,disabled,waiting", Health((await scenario.GetAsync("status")).Json));
        Assert.Equal(HttpStatusCode.BadRequest, (await scenario.GetAsync("status?format=csv")).Status);
    }

    [Fact]
    public async Task Status_TableCanNotBeRead_Is503AndSaysSo()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3 });
        await scenario.DrainAsync();
        scenario.Table.AddFault("read:status=403");

        HttpAnswer answer = await scenario.GetAsync("status");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unknown"), (answer.Status, (string)answer.Json["status"]!));
        Assert.Contains("403", (string)answer.Json["feeds"]![0]!["headline"]!, StringComparison.Ordinal);
        scenario.Table.Faults.Clear();
        Assert.Equal("healthy", (string)(await scenario.GetAsync("status")).Json["status"]!);
    }

    private static string Health(JsonNode status) => string.Join(',', status["feeds"]!.AsArray().Select(feed => (string)feed!["health"]!));
}
