using System.Net;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http.Events;

/// <summary>Which arguments get-events takes, in the URL and in the body, and what it says of bad ones.</summary>
public sealed class GetEventsArgumentTests
{
    private const string Audit = "/api/get-events?event_type=Audit%20events";

    private readonly ScriptedEventsApi _api = new();
    private readonly RecordingPublisher _publisher = new();

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

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(_api, _publisher);
}
