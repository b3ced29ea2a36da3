using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>get-events as its callers meet it: over HTTP, through the host, from the published worker.</summary>
public sealed class GetEventsTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string All = "get-events?event_type=auditevents&from_date=1%20day";

    [Fact]
    public async Task GetEvents_EveryForm_HoldsEveryEventUnderItsContentType()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 25 });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        string[] bodies = [.. scenario.Hub.Messages().Select(message => Encoding.UTF8.GetString(message.Body.Span)).Order(StringComparer.Ordinal)];
        string[] uuids = [.. bodies.Select(body => (string)JsonNode.Parse(body)!["uuid"]!)];
        foreach ((string form, string accept, string contentType) in new[]
        {
            ("json", "application/json", "application/json; charset=utf-8"),
            ("ndjson", "application/x-ndjson", "application/x-ndjson; charset=utf-8"),
            ("csv", "text/csv", "text/csv; charset=utf-8; header=present"),
            ("markdown", "text/markdown", "text/markdown; charset=utf-8"),
            ("html", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        })
        {
            HttpAnswer byArgument = await scenario.GetAsync($"{All}&format={form}"), byHeader = await scenario.GetAsync(All, accept);

            foreach (HttpAnswer answer in new[] { byArgument, byHeader })
            {
                Assert.Equal((form, HttpStatusCode.OK, contentType), (form, answer.Status, answer.ContentType));
                Assert.Equal("no-store", answer.Headers["Cache-Control"]);
                Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
                Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
                Assert.StartsWith("default-src 'none'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
                Assert.All(uuids, uuid => Assert.Contains(uuid, answer.Body, StringComparison.Ordinal));
            }

            Assert.True(WithoutTime(byArgument.Body) == WithoutTime(byHeader.Body), $"{form} differs between argument and header.");
        }

        // What people read is, byte for byte, what the hub has.
        Assert.Equal(bodies, (await scenario.GetAsync(All + "&format=ndjson")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        JsonNode json = (await scenario.GetAsync(All)).Json;
        Assert.Equal((25, false, true), ((int)json["count"]!, (bool)json["has_more"]!, json["partial"] is null && json["published"] is null));
    }

    [Fact]
    public async Task GetEvents_BadArguments_AreAllNamedWithWhatIsAllowed()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);

        HttpAnswer query = await scenario.GetAsync("get-events?event_type=vaults&limit=0&from_date=soon&colour=red&code=" + scenario.FunctionKey);
        HttpAnswer body = await scenario.PostAsync("get-events", """{"event_type":"vaults","limit":0,"from_date":"soon","colour":"red"}""");
        HttpAnswer notJson = await scenario.PostAsync("get-events", "event_type=auditevents");

        foreach (HttpAnswer answer in new[] { query, body })
        {
            Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json; charset=utf-8"), (answer.Status, answer.ContentType));
            var errors = answer.Json["errors"]!.AsArray().ToDictionary(error => (string)error!["argument"]!, error => error!);
            Assert.Equal(["colour", "event_type", "from_date", "limit"], errors.Keys.Order(StringComparer.Ordinal));
            Assert.Equal("vaults", (string)errors["event_type"]["value"]!);
            Assert.All(EventFeed.All, feed => Assert.Contains(feed.Name, (string)errors["event_type"]["allowed"]!, StringComparison.Ordinal));
            Assert.Contains("from 1 to", (string)errors["limit"]["allowed"]!, StringComparison.Ordinal);
            Assert.Contains("ISO 8601", (string)errors["from_date"]["allowed"]!, StringComparison.Ordinal);
            Assert.Contains("no such argument", (string)errors["colour"]["allowed"]!, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.BadRequest, notJson.Status);
        Assert.Equal(0, scenario.Simulator.Requests.Count);
        Assert.Empty(scenario.Hub.Connections);
    }

    [Fact]
    public async Task GetEvents_KeyAndRoute_AreTheHosts()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 1 });
        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync($"{All}&code={scenario.FunctionKey}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await scenario.PostAsync("get-events", """{"event_type":"Audit events","limit":1,"from_date":"2 hours ago"}""")).Status);

        HttpAnswer wrong = await scenario.GetAsync(All + "&code=wrong");

        Assert.Equal((HttpStatusCode.Unauthorized, ""), (wrong.Status, wrong.Body));
        Assert.Equal(HttpStatusCode.NotFound, (await scenario.GetAsync("get-event?event_type=auditevents")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await scenario.SendAsync(new HttpRequestMessage(HttpMethod.Delete, HttpCalls.AddressOf(scenario, All)))).Status);
    }

    [Fact]
    public async Task GetEvents_ShouldPush_ReachesTheHubMarkedAndMovesNoPosition()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 1500 });
        Assert.Equal(40, (int)(await PushAsync(scenario, 40)).Json["published"]!["events"]!);
        Assert.Null(await scenario.Rows.ReadAsync(EventFeed.AuditEvents));

        await scenario.DrainAsync(EventFeed.AuditEvents);
        FeedState before = await scenario.StateAsync(EventFeed.AuditEvents);
        HttpAnswer answer = await PushAsync(scenario, 1200);

        Assert.Equal((1200, 1200, true), ((int)answer.Json["count"]!, (int)answer.Json["published"]!["events"]!, (bool)answer.Json["has_more"]!));
        FeedState after = await scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal((before.ETag, before.Position, before.TotalEvents), (after.ETag, after.Position, after.TotalEvents));
        ILookup<string, HubMessage> byMode = scenario.Hub.Messages().ToLookup(message => message.Properties["ingestMode"]);
        Assert.Equal((1500, 1240), (byMode["timer"].Count(), byMode["get-events"].Count()));
        var timer = byMode["timer"].ToDictionary(message => message.Properties["cloudEvents:id"]);
        Assert.All(byMode["get-events"], pushed => Assert.True(pushed.Body.Span.SequenceEqual(timer[pushed.Properties["cloudEvents:id"]].Body.Span)));
        RecordedRun next = await scenario.RunAsync(EventFeed.AuditEvents);
        Assert.Equal(("CaughtUp", 0), (next.Outcome, next.Events));
    }

    [Fact]
    public async Task GetEvents_OneSideFails_SaysWhichAndWhatThereIs()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 1500 });
        scenario.Simulator.AddFault("auditevents:status=401,count=1");
        AssertProblem(await scenario.GetAsync(All), "Unauthorized", "EventsApi");
        scenario.Hub.AddFault("not-found,count=1");
        AssertProblem(await PushAsync(scenario, 10), "HubNotFound", "EventHub");

        // After the first page has been answered, the status can not change any more.
        scenario.Simulator.AddFault("auditevents:status=403,count=1,request=cursor");
        HttpAnswer partial = await scenario.GetAsync(All + "&limit=1500");
        Assert.Equal((HttpStatusCode.OK, 1000), (partial.Status, (int)partial.Json["count"]!));
        Assert.StartsWith("Unauthorized: ", (string)partial.Json["partial"]!, StringComparison.Ordinal);
        scenario.Simulator.AddFault("auditevents:status=500,count=1");
        Assert.Equal(1500, (int)(await scenario.GetAsync(All + "&limit=1500")).Json["count"]!);
    }

    private static Task<HttpAnswer> PushAsync(IngestionScenario scenario, int limit) => scenario.PostAsync(
        "get-events", $$"""{"event_type":"Audit events","limit":{{limit}},"from_date":"1 day","should_push_events":true}""");

    private static void AssertProblem(HttpAnswer answer, string failure, string target)
    {
        Assert.Equal((HttpStatusCode.BadGateway, "application/problem+json; charset=utf-8"), (answer.Status, answer.ContentType));
        Assert.Equal((failure, target, 502), ((string)answer.Json["failure"]!, (string)answer.Json["target"]!, (int)answer.Json["status"]!));
    }

    /// <summary>"1 day" is another instant in every request, and the answer says which.</summary>
    private static string WithoutTime(string body) => System.Text.RegularExpressions.Regex.Replace(body, @"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?", "");
}
