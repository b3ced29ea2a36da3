using System.Net;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Functions.Http.Proof;

public sealed class ProveDeliveryTests
{
    private const string Audit = "/api/prove-delivery?event_type=Audit%20events";

    private readonly FakeEventsApi _api = new();
    private readonly FakeHub _hub = new(TimeProvider.System);

    [Fact]
    public async Task Get_BadArguments_AreAllNamedWithWhatIsAllowed()
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/prove-delivery?event_type=vaults&from_date=soon&to_date=never&should_repair=perhaps&format=csv&colour=red");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            ["colour", "format", "event_type", "to_date", "from_date", "should_repair"], json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("argument").GetString()));
    }

    [Fact]
    public async Task Get_PeriodThatEndsBeforeItBegins_IsRefused()
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit + "&from_date=2026-03-03&to_date=2026-03-02");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("from_date", json.GetProperty("errors")[0].GetProperty("argument").GetString());
    }

    [Fact]
    public async Task Get_MissingEvent_IsNamedInEveryForm()
    {
        await using RunningApp app = await StartWithGapAsync();
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("not_proven", json.GetProperty("status").GetString());
        Assert.Equal((5, 4, 1), (json.GetProperty("served").GetInt32(), json.GetProperty("once").GetInt32(), json.GetProperty("missing").GetInt32()));
        Assert.Equal("E2", json.GetProperty("missing_events")[0].GetProperty("id").GetString());
        Assert.Equal("3", json.GetProperty("streams")[0].GetProperty("missing_numbers")[0].GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("repair").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("continue_from").ValueKind);
        foreach ((string form, string type) in new[] { ("markdown", "text/markdown"), ("html", "text/html") })
        {
            (HttpResponseMessage answer, string body) = await app.GetAsync($"{Audit}&format={form}");
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains("E2", body, StringComparison.Ordinal);
            Assert.Contains("events are missing in the hub", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Post_ShouldRepair_PublishesWhatIsMissingAndTheNextProofIsGood()
    {
        await using RunningApp app = await StartWithGapAsync();
        (_, string repaired) = await app.PostAsync("/api/prove-delivery", """{"event_type":"auditevents","should_repair":true}""");
        using JsonDocument answer = JsonDocument.Parse(repaired);
        Assert.Equal(1, answer.RootElement.GetProperty("repair").GetProperty("published").GetInt32());
        (_, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal((5, 0), (json.GetProperty("once").GetInt32(), json.GetProperty("missing").GetInt32()));
    }

    [Fact]
    public async Task Get_NoRightToRead_Answers502WithTheRole()
    {
        await using RunningApp app = await StartAsync();
        _hub.Script.Decide = call => call == "bounds" ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.Unauthorized)) : null;
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(("Unauthorized", "EventHub"), (json.GetProperty("failure").GetString(), json.GetProperty("target").GetString()));
    }

    [Fact]
    public async Task Get_ApiFails_Answers502()
    {
        await using RunningApp app = await StartAsync();
        _api.Script.Decide = _ => SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized));
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal((HttpStatusCode.BadGateway, "EventsApi"), (response.StatusCode, json.GetProperty("target").GetString()));
    }

    private async Task<RunningApp> StartWithGapAsync()
    {
        _api.Arrived.AddRange(Enumerable.Range(0, 5).Select(number => FakeEvent.Create($"E{number}", TimeProvider.System.GetUtcNow().AddHours(-1).AddSeconds(number))));
        RunningApp app = await StartAsync();
        await app.Client.PostAsync("/IngestAuditEvents", null);
        _hub.Remove("E2");
        return app;
    }

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(_api, _hub);
}
