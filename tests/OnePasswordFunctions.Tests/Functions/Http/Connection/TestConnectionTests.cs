using System.Net;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.Functions.Http.Connection;

public sealed class TestConnectionTests : IAsyncLifetime
{
    private readonly EventsApiSimulator _api = new(new SimulatorOptions { EventsPerFeed = 5 }, TimeProvider.System);
    private readonly EventHubStandIn _hub = new(new EventHubStandInOptions(), TimeProvider.System);

    public async Task InitializeAsync()
    {
        await _api.StartAsync(CancellationToken.None);
        await _hub.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Get_EverythingWell_Answers200AndLeavesNothingBehind()
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        Assert.True(response.StatusCode == HttpStatusCode.OK, json.ToString());
        Assert.Equal("ok", json.GetProperty("status").GetString());
        Assert.Equal("ok", Check(json, "token").GetProperty("outcome").GetString());
        Assert.Equal("ok", Check(json, "feed:itemusages").GetProperty("outcome").GetString());
        Assert.Equal("ok", Check(json, "clock").GetProperty("outcome").GetString());
        Assert.Equal("ok", Check(json, "event-hub:onepassword-events").GetProperty("outcome").GetString());
        Assert.Contains("has been created", Check(json, "cursor-table").GetProperty("seen").GetString()!, StringComparison.Ordinal);
        Assert.Contains("stale update", Check(json, "cursor-write").GetProperty("seen").GetString()!, StringComparison.Ordinal);
        Assert.Equal(0, app.Tables.Count("OnePasswordCursors"));
        Assert.Equal(0, _hub.Count);
        Assert.Equal("skipped", Check(json, "api-tls").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Get_EverythingWrong_FindsItAllAtOnce()
    {
        string token = _api.Token;
        _api.Tokens.Revoke(token);
        await using RunningApp app = await StartAsync(
            ("OnePassword__ApiToken", token), ("EventHubConnection", _hub.ConnectionString.Replace("SharedAccessKey=", "SharedAccessKey=wrong", StringComparison.Ordinal)));
        app.Tables.Fault = HttpStatusCode.Forbidden;
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        AssertFailed(json, "token", "aud");
        AssertFailed(json, "feed:auditevents", "issue one");
        AssertFailed(json, "table-storage", "Storage Table Data Contributor");
        AssertFailed(json, "event-hub:onepassword-events", "RootManageSharedAccessKey");
        Assert.Equal("skipped", Check(json, "cursor-write").GetProperty("outcome").GetString());
        Assert.DoesNotContain(token, json.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_TokenLacksAFeature_NamesIt()
    {
        string token = _api.IssueToken(["auditevents"]);
        await using RunningApp app = await StartAsync(("OnePassword__ApiToken", token));
        (_, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        Assert.Contains("signinattempts", AssertFailed(json, "token-features", "OnePassword__EventTypes"), StringComparison.Ordinal);
        AssertFailed(json, "feed:signinattempts", "signinattempts");
        Assert.Equal("ok", Check(json, "feed:auditevents").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Get_HubMissing_SaysSo()
    {
        await using RunningApp app = await StartAsync(("EventHubName__AuditEvents", "nosuchhub"));
        (_, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        AssertFailed(json, "event-hub:nosuchhub", "Create the event hub 'nosuchhub'");
        Assert.Equal("ok", Check(json, "event-hub:onepassword-events").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Get_ApiNotListening_FailsTheConnectionAndSkipsWhatNeedsIt()
    {
        await using RunningApp app = await StartAsync();
        await _api.StopListeningAsync();
        (_, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        AssertFailed(json, "api-tcp", "firewalls");
        Assert.Equal("skipped", Check(json, "token").GetProperty("outcome").GetString());
        Assert.Equal("skipped", Check(json, "feed:auditevents").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Get_StoreWithoutConditions_IsFound()
    {
        await using RunningApp app = await StartAsync();
        app.Tables.IgnoresConditions = true;
        (_, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        AssertFailed(json, "cursor-write", "Azure Table Storage");
        Assert.Equal(0, app.Tables.Count("OnePasswordCursors"));
    }

    [Fact]
    public async Task Get_FeedNotConfigured_IsSkipped()
    {
        await using RunningApp app = await StartAsync(("OnePassword__EventTypes", "auditevents"));
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("skipped", Check(json, "feed:itemusages").GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("markdown", "| event-hub:onepassword-events | ok |")]
    [InlineData("html", "<span class=\"pill ok\">ok</span>\n  <span class=\"name\">event-hub:onepassword-events</span>")]
    public async Task Get_AnyForm_ListsTheChecks(string format, string expected)
    {
        await using RunningApp app = await StartAsync();
        (_, string body) = await app.GetAsync("/api/test-connection?format=" + format);
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.DoesNotContain(_api.Token, body, StringComparison.Ordinal);
    }

    private static JsonElement Check(JsonElement json, string name) =>
        json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);

    /// <summary>Returns what was seen.</summary>
    private static string AssertFailed(JsonElement json, string name, string advice)
    {
        JsonElement check = Check(json, name);
        Assert.Equal("failed", check.GetProperty("outcome").GetString());
        string text = check.GetProperty("seen").GetString() + " " + check.GetProperty("advice").GetString();
        Assert.Contains(advice, text, StringComparison.Ordinal);
        Assert.NotNull(check.GetProperty("advice").GetString());
        return text;
    }

    private Task<RunningApp> StartAsync(params (string Name, string? Value)[] settings) => RunningApp.StartAsync(null, null, null,
    [
        ("OnePassword__ServerUrl", _api.BaseAddress.ToString()),
        ("OnePassword__ApiToken", _api.Token),
        ("EventHubConnection", _hub.ConnectionString),
        .. settings,
    ]);
}
