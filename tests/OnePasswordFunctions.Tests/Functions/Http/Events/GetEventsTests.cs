using System.Net;
using System.Text.Json;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Tests.Functions.Http.Events;

/// <summary>What get-events reads, answers and publishes.</summary>
public sealed class GetEventsTests
{
    private const string Audit = "/api/get-events?event_type=Audit%20events";
    private const string Odd = """{ "uuid" : "A1", "timestamp":"2026-03-02T08:00:00.120394817Z", "n":1.0 }""";

    private readonly ScriptedEventsApi _api = new();
    private readonly RecordingPublisher _publisher = new();

    [Fact]
    public async Task Get_TwoPages_AnswersTheEventsAsTheyCame()
    {
        await using RunningApp app = await StartAsync();
        _api.Page("c1", true, Odd).Page("c2", false, """{"uuid":"A2"}""");
        (HttpResponseMessage response, string body) = await app.GetAsync(Audit + "&from_date=2026-03-02");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Contains(Odd, body, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(body);
        JsonElement root = json.RootElement;
        Assert.Equal(2, root.GetProperty("count").GetInt32());
        Assert.Equal(2, root.GetProperty("events").GetArrayLength());
        Assert.False(root.GetProperty("has_more").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("partial").ValueKind);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("published").ValueKind);
        Assert.Equal("2026-03-02T00:00:00Z", root.GetProperty("request").GetProperty("from_date").GetString());
        Assert.Equal("c1", _api.Requests.Last().Request.Cursor);
        Assert.Empty(app.Tables.Requests);
    }

    [Fact]
    public async Task Get_LimitInsideAPage_StopsExactlyAndSaysThatThereIsMore()
    {
        await using RunningApp app = await StartAsync();
        _api.Numbered("c1", true, 0, 1000).Numbered("c2", false, 1000, 700);
        (_, JsonElement json) = await app.GetJsonAsync(Audit + "&limit=1500");
        Assert.Equal(1500, json.GetProperty("events").GetArrayLength());
        Assert.Equal("E1499", json.GetProperty("events")[1499].GetProperty("uuid").GetString());
        Assert.True(json.GetProperty("has_more").GetBoolean());
        Assert.Equal(1000, _api.Requests.First().Request.PageSize);
    }

    [Fact]
    public async Task Get_SmallLimit_AsksForNoMore()
    {
        await using RunningApp app = await StartAsync();
        _api.Numbered("c1", true, 0, 3);
        (_, JsonElement json) = await app.GetJsonAsync(Audit + "&limit=3");
        Assert.Equal(3, json.GetProperty("count").GetInt32());
        Assert.True(json.GetProperty("has_more").GetBoolean());
        Assert.Equal(3, Assert.Single(_api.Requests).Request.PageSize);
    }

    [Fact]
    public async Task Get_CursorThatDoesNotMove_Ends()
    {
        await using RunningApp app = await StartAsync();
        _api.Page("c", true).Page("c", true);
        (_, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal(0, json.GetProperty("count").GetInt32());
        Assert.False(json.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task Get_Push_PublishesMarkedAndWarnsOfDuplicates()
    {
        await using RunningApp app = await StartAsync();
        _publisher.Refuses = "E4";
        _api.Numbered("c", false, 0, 5);
        (_, JsonElement json) = await app.GetJsonAsync(Audit + "&should_push_events=true");
        JsonElement published = json.GetProperty("published");
        Assert.Equal(4, published.GetProperty("events").GetInt32());
        Assert.Equal(1, published.GetProperty("not_publishable").GetInt32());
        Assert.Contains("twice", published.GetProperty("note").GetString()!, StringComparison.Ordinal);
        Assert.All(_publisher.Published, sent => Assert.Equal(IngestMode.GetEvents, sent.Mode));
        Assert.Equal(4, _publisher.Published.Count);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "text/html")]
    [InlineData("text/csv;q=0.5, text/markdown", "text/markdown")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("image/png", "application/json")]
    [InlineData("*/*", "application/json")]
    public async Task Get_Accept_ChoosesTheForm(string accept, string mediaType)
    {
        await using RunningApp app = await StartAsync();
        _api.Numbered("c", false, 0, 1).Numbered("c", false, 0, 1);
        (HttpResponseMessage response, _) = await app.GetAsync(Audit, accept);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        (response, _) = await app.GetAsync(Audit + "&format=csv", accept);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
    }

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(_api, _publisher);
}
