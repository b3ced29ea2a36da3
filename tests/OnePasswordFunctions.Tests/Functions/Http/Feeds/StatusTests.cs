using System.Net;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http.Feeds;

public sealed class StatusTests
{
    private const string Cursor = "cursor-that-must-never-be-shown";

    private readonly ScriptedEventsApi _api = new();

    [Fact]
    public async Task Get_BeforeTheFirstRun_IsWaiting()
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/status");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("waiting", json.GetProperty("status").GetString());
        Assert.Equal(["auditevents", "itemusages", "signinattempts"], json.GetProperty("feeds").EnumerateArray().Select(feed => feed.GetProperty("feed").GetString()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("feeds")[0].GetProperty("last_run").ValueKind);
    }

    [Fact]
    public async Task Get_AfterARun_TellsWhatItDid()
    {
        await using RunningApp app = await StartAsync();
        await RunAsync(app, _api.Numbered(Cursor, false, 0, 3));
        JsonElement feed = (await app.GetJsonAsync("/api/status")).Json.GetProperty("feeds")[0];
        Assert.Equal("healthy", feed.GetProperty("health").GetString());
        Assert.Equal("CaughtUp", feed.GetProperty("last_run").GetProperty("outcome").GetString());
        Assert.Equal(3, feed.GetProperty("last_run").GetProperty("events").GetInt32());
        Assert.Equal(0, feed.GetProperty("lag_seconds").GetDouble());
        Assert.Equal(3, feed.GetProperty("today").GetProperty("events").GetInt32());
        Assert.Equal(2, feed.GetProperty("total").GetProperty("batches").GetInt32());
        Assert.Equal("2026-03-02T08:00:00Z", feed.GetProperty("last_event_time").GetString());
        Assert.True(feed.GetProperty("lateness_seconds").GetDouble() > 0);
        Assert.Matches("^[0-9a-f]{32}$", feed.GetProperty("stream").GetString());
        Assert.Equal(3, feed.GetProperty("last_sequence").GetInt64());
        Assert.Equal(0, feed.GetProperty("warnings").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, feed.GetProperty("failing_since").ValueKind);
        Assert.Contains(feed.GetProperty("stream").GetString()! + ", numbered up to 3", (await app.GetAsync("/api/status?format=html")).Body, StringComparison.Ordinal);
        Assert.Equal("cursor", feed.GetProperty("position").GetProperty("kind").GetString());
        Assert.Matches("^[0-9a-f]{8}$", feed.GetProperty("position").GetProperty("cursor_hash").GetString());
        Assert.Equal(3, Assert.Single(feed.GetProperty("recent_runs").EnumerateArray()).GetProperty("events").GetInt32());
        Assert.True(feed.GetProperty("next_firing").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddSeconds(-5));
    }

    [Fact]
    public async Task Get_AfterAFailedRun_IsBrokenAndSaysWhy()
    {
        await using RunningApp app = await StartAsync();
        await RunAsync(app, _api.Fail(IngestionFailure.Unauthorized, 401));
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/status");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("broken", json.GetProperty("status").GetString());
        Assert.EndsWith("tried every minute.", json.GetProperty("feeds")[0].GetProperty("headline").GetString(), StringComparison.Ordinal);
        Assert.True(json.GetProperty("feeds")[0].GetProperty("failing_since").GetDateTimeOffset() <= DateTimeOffset.UtcNow);
        Assert.Contains("Failing since", (await app.GetAsync("/api/status?format=html")).Body, StringComparison.Ordinal);
        Assert.StartsWith("Unauthorized: ", json.GetProperty("feeds")[0].GetProperty("headline").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("html")]
    [InlineData("markdown")]
    public async Task Get_AnyForm_ShowsNoSecret(string format)
    {
        await using RunningApp app = await StartAsync();
        await RunAsync(app, _api.Numbered(Cursor, false, 0, 3));
        (_, string body) = await app.GetAsync($"/api/status?format={format}");
        body = body.Replace("<wbr>", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);
        Assert.DoesNotContain(RunningApp.Token, body, StringComparison.Ordinal);
        Assert.DoesNotContain("hubkeythatmustneverbeshown", body, StringComparison.Ordinal);
        Assert.DoesNotContain(Cursor, body, StringComparison.Ordinal);
        Assert.Contains("OnePassword__ApiToken", body, StringComparison.Ordinal);
        Assert.Contains("OnePassword__MaxAuditEventsPerFetch", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Markdown_HasALineForEachFeed()
    {
        await using RunningApp app = await StartAsync(("AuditEventsSchedule", "0 */5 * * * *"));
        await RunAsync(app, _api.Numbered(Cursor, false, 0, 3));
        (HttpResponseMessage response, string body) = await app.GetAsync("/api/status", "text/markdown");
        Assert.Equal("text/markdown", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("### Status: healthy\n", body, StringComparison.Ordinal);
        Assert.Contains("| Feed | Health | What is the matter | Behind by | Events today | Last run | Next firing |\n", body, StringComparison.Ordinal);
        Assert.Matches(@"\| Audit events \| healthy \| Caught up\. \| 0 s \(last event .* ago\) \| 3 \(3 in total\) \| .* ago \(CaughtUp\) \|", body);
        Assert.Contains("| Sign in attempts | waiting | ", body, StringComparison.Ordinal);
        Assert.Contains(@"| AuditEventsSchedule | 0 \*/5 \* \* \* \* |", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Html_IsSelfContainedAndEscaped()
    {
        await using RunningApp app = await StartAsync(("EventHubName", "hub"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "a<b>"));
        (HttpResponseMessage response, string body) = await app.GetAsync("/api/status", "text/html");
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("&lt;b&gt;", body, StringComparison.Ordinal);
        foreach (string forbidden in new[] { "<b>", "<script", "src=", "href=", "url(", "@import", "http://", "https://events.1password.com\"" })
        {
            Assert.DoesNotContain(forbidden, body.Replace("http://127.0.0.1:9", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Get_TableUnreadable_Answers503WithTheReason()
    {
        await using RunningApp app = await StartAsync();
        app.Tables.Fault = HttpStatusCode.Forbidden;
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/status");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("unknown", json.GetProperty("status").GetString());
        Assert.Contains("Storage Table Data Contributor", json.GetProperty("feeds")[2].GetProperty("headline").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_TokenThatExpires_TellsTheDaysLeft()
    {
        string payload = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes($$"""{"exp":{{DateTimeOffset.UtcNow.AddDays(30.5).ToUnixTimeSeconds()}} }"""));
        await using RunningApp app = await StartAsync(("OnePassword__ApiToken", $"e30.{payload}.c2ln"));
        (_, JsonElement json) = await app.GetJsonAsync("/api/status");
        Assert.Equal(30, json.GetProperty("token").GetProperty("days_left").GetInt32());
        Assert.Contains("The API token has 30 days left.", (await app.GetAsync("/api/status?format=html")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format=csv")]
    [InlineData("feed=auditevents")]
    public async Task Get_BadArgument_IsRefused(string query)
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, _) = await app.GetAsync("/api/status?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private Task<RunningApp> StartAsync(params (string, string?)[] settings) => RunningApp.StartAsync(_api, new RecordingPublisher(), null, settings);

    private static async Task RunAsync(RunningApp app, ScriptedEventsApi _)
    {
        (HttpResponseMessage response, string _) = await app.PostAsync("/IngestAuditEvents", "{}");
        await Eventually.TrueAsync(() => app.Tables.Count("OnePasswordCursorsRuns") == 1, "the run is in the history");
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError);
    }
}
