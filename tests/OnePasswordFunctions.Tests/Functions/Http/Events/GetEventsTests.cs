using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http.Events;

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

    [Theory]
    [InlineData("event_type=signinattempts", "signinattempts")]
    [InlineData("event_type=ITEM%20USAGE%20ACTIONS", "itemusages")]
    [InlineData("event_type=Sign-in%20attempts", "signinattempts")]
    [InlineData("event_type=item_usages", "itemusages")]
    public async Task Get_AnyNameOfAFeed_ReadsThatFeed(string query, string feed)
    {
        await using RunningApp app = await StartAsync();
        _api.Page("c", false);
        (HttpResponseMessage response, _) = await app.GetAsync("/api/get-events?code=secretkey&clientId=x&" + query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(feed, Assert.Single(_api.Requests).Feed.Name);
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
    public async Task Get_ManyBadArguments_NamesThemAllInOneAnswer()
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, string body) = await app.GetAsync("/api/get-events?event_type=vaults&limit=0&from_date=soon&should_push_events=perhaps&format=xml&order=random&colour=red");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        using JsonDocument json = JsonDocument.Parse(body);
        string[] names = [.. json.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("argument").GetString()!).Order()];
        Assert.Equal(["colour", "event_type", "format", "from_date", "limit", "order", "should_push_events"], names);
        Assert.All(json.RootElement.GetProperty("errors").EnumerateArray(), error => Assert.NotEmpty(error.GetProperty("allowed").GetString()!));
        Assert.Contains("\"value\": \"vaults\"", body, StringComparison.Ordinal);
        Assert.Empty(_api.Requests);
    }

    [Theory]
    [InlineData("limit=2147483648")]
    [InlineData("limit=1.5")]
    [InlineData("limit=-1")]
    [InlineData("limit=1,2")]
    [InlineData("limit=1&limit=2")]
    public async Task Get_BadLimit_IsRefused(string query)
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, string body) = await app.GetAsync($"{Audit}&{query}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"limit\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&limit=0&limit=1", "{}", "limit")]
    [InlineData("&limit=1&LIMIT=many&limit=x", "{}", "limit")]
    [InlineData("&colour=red&colour=blue", "{}", "colour")]
    [InlineData("", """{"event_type":"vaults"}""", "event_type")]
    [InlineData("&format=xml", """{"format":"xml","format":"yml"}""", "format")]
    public async Task Post_RepeatedArgument_IsOneError(string query, string body, string argument)
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, string answer) = await app.PostAsync(Audit + query, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument json = JsonDocument.Parse(answer);
        JsonElement error = Assert.Single(json.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(argument, error.GetProperty("argument").GetString(), ignoreCase: true);
    }

    [Theory]
    [InlineData("text/html,*/*;q=0.8", "", "text/html")]
    [InlineData("*/*", "&format=html", "text/html")]
    [InlineData("text/html,*/*;q=0.8", "&format=json", "application/problem+json")]
    [InlineData("text/csv, text/html;q=0.5", "", "application/problem+json")]
    public async Task Get_ErrorOfABrowsersCall_IsAPage(string accept, string query, string mediaType)
    {
        await using RunningApp app = await StartAsync();
        _api.Fail(IngestionFailure.Unauthorized, 401);
        (HttpResponseMessage response, string body) = await app.GetAsync($"{Audit}&limit=<i>{query}", accept);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("a whole number from 1 to", body, StringComparison.Ordinal);
        Assert.Equal(mediaType == "text/html", body.Contains("&lt;i&gt;", StringComparison.Ordinal));
        (response, body) = await app.GetAsync(Audit + query, accept);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The Events API failed as Unauthorized.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_JsonBody_TakesTheSameArgumentsInAnyType()
    {
        await using RunningApp app = await StartAsync();
        _api.Numbered("c", true, 0, 2);
        (HttpResponseMessage response, string body) = await app.PostAsync(
            "/api/get-events", """{"event_type":"auditevents","limit":2,"should_push_events":true,"from_date":"1 hour","format":null}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using JsonDocument json = JsonDocument.Parse(body);
        Assert.Equal(2, json.RootElement.GetProperty("published").GetProperty("events").GetInt32());
    }

    [Theory]
    [InlineData("{", "(body)")]
    [InlineData("[]", "(body)")]
    [InlineData("""{"event_type":{}}""", "event_type")]
    [InlineData("""{"event_type":"auditevents","limit":"many"}""", "limit")]
    [InlineData("""{"event_type":"auditevents","depth":1}""", "depth")]
    [InlineData("""{"event_type":"auditevents","limit":1,"limit":2}""", "limit")]
    public async Task Post_BadBody_SaysWhatIsWrong(string body, string argument)
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, string answer) = await app.PostAsync("/api/get-events", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument json = JsonDocument.Parse(answer);
        Assert.Contains(json.RootElement.GetProperty("errors").EnumerateArray(), error => error.GetProperty("argument").GetString() == argument);
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

    [Fact]
    public async Task Get_PushFailsMidway_SaysHowManyWereAccepted()
    {
        await using RunningApp app = await StartAsync();
        _publisher.FailsAfter = 2;
        _api.Numbered("c", true, 0, 6);
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit + "&should_push_events=true");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(4, json.GetProperty("published").GetProperty("events").GetInt32());
        Assert.Contains("stopped after 4 events", json.GetProperty("partial").GetString()!, StringComparison.Ordinal);
        Assert.True(json.GetProperty("has_more").GetBoolean());
    }

    [Fact]
    public async Task Get_PushFailsAtOnce_IsABadGateway()
    {
        await using RunningApp app = await StartAsync();
        _publisher.FailsAfter = 0;
        _api.Numbered("c", false, 0, 6);
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit + "&should_push_events=true");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("EventHub", json.GetProperty("target").GetString());
    }

    [Fact]
    public async Task Get_FirstPageFails_IsABadGatewayWithTheFailuresName()
    {
        await using RunningApp app = await StartAsync();
        _api.Fail(IngestionFailure.Unauthorized, 401);
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("Unauthorized", json.GetProperty("failure").GetString());
    }

    [Fact]
    public async Task Get_FirstPageTimesOut_IsAGatewayTimeout()
    {
        await using RunningApp app = await StartAsync();
        _api.Fail(IngestionFailure.Unavailable, inner: new OperationCanceledException());
        (HttpResponseMessage response, _) = await app.GetJsonAsync(Audit);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Theory]
    [InlineData("json", "\"partial\":\"Throttled: ")]
    [InlineData("ndjson", "{\"has_more\":true,\"partial\":\"Throttled: ")]
    [InlineData("markdown", "This answer is partial: Throttled: ")]
    [InlineData("html", "This answer is partial: Throttled: ")]
    [InlineData("csv", "# This answer is partial: Throttled: ")]
    public async Task Get_ThrottledLater_EndsInOrderAndSaysWhy(string format, string statement)
    {
        await using RunningApp app = await StartAsync();
        _api.Numbered("c1", true, 0, 2).Fail(IngestionFailure.Throttled, 429);
        (HttpResponseMessage response, string body) = await app.GetAsync($"{Audit}&format={format}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(statement, body, StringComparison.Ordinal);
        Assert.Contains("E1", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_TimeSpentBetweenPages_AnswersWhatItHas()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using RunningApp app = await RunningApp.StartAsync(_api, _publisher, time);
        _api.Numbered("c1", true, 0, 2).Then((_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(201));
            return Task.FromResult("""{"cursor":"c2","has_more":true,"items":[{"uuid":"E2"}]}""");
        });
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, json.GetProperty("count").GetInt32());
        Assert.True(json.GetProperty("has_more").GetBoolean());
        Assert.StartsWith("the time of a request is used up", json.GetProperty("partial").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.GatewayTimeout)]
    public async Task Get_ApiThatHangs_IsEndedBeforeAzureEndsIt(bool afterAPage, HttpStatusCode expected)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using RunningApp app = await RunningApp.StartAsync(_api, _publisher, time);
        _ = afterAPage ? _api.Numbered("c1", true, 0, 2) : _api;
        _api.Then(async (_, cancellationToken) =>
        {
            Task hang = Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            time.Advance(TimeSpan.FromSeconds(216));
            await hang;
            return "";
        });
        (HttpResponseMessage response, string body) = await app.GetAsync(Audit);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(afterAPage, body.Contains("the time of a request is used up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_TransientFault_IsRetried()
    {
        await using RunningApp app = await StartAsync();
        _api.Numbered("c1", true, 0, 2).Fail(IngestionFailure.Unavailable, 503, isTransient: true).Numbered("c2", false, 2, 1);
        (_, JsonElement json) = await app.GetJsonAsync(Audit);
        Assert.Equal(3, json.GetProperty("count").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("partial").ValueKind);
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
