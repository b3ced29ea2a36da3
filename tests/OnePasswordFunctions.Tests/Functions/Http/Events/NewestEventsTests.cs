using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http.Events;

public sealed class NewestEventsTests
{
    private const string Newest = "/api/get-events?event_type=auditevents&order=newest";
    private const string FromADay = Newest + "&from_date=2026-03-02";

    private readonly ScriptedEventsApi _api = new();
    private readonly RecordingPublisher _publisher = new();

    [Fact]
    public async Task Get_SeveralPages_AnswersTheLastOnesTheNewestFirst()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c1", true, 0, 4).Page("c2", true).Numbered("c3", false, 4, 2), _publisher);
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(FromADay + "&limit=3");
        Assert.Equal(["E5", "E4", "E3"], Uuids(json));
        Assert.True(json.GetProperty("has_more").GetBoolean());
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("X-More")));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("partial").ValueKind);
        Assert.Equal("newest", json.GetProperty("request").GetProperty("order").GetString());
        Assert.Equal("2026-03-02T00:00:00Z", json.GetProperty("request").GetProperty("from_date").GetString());
    }

    [Fact]
    public async Task Get_FewerThanTheLimit_AreAllAndSaySo()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c", false, 0, 2), _publisher);
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(FromADay + "&limit=3");
        Assert.Equal(["E1", "E0"], Uuids(json));
        Assert.False(json.GetProperty("has_more").GetBoolean());
        Assert.False(response.Headers.Contains("X-More"));
    }

    [Fact]
    public async Task Get_Sentences_SayWhatWasRead()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c", false, 0, 5), _publisher);
        (_, string body) = await app.GetAsync(FromADay + "&limit=2&format=md");
        Assert.Contains("They are the newest of 5 that were read; older ones are left out.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithoutFromDate_LooksBackUntilThereAreEnough()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c1", false, 8, 1).Numbered("c2", false, 5, 4), _publisher);
        (_, JsonElement json) = await app.GetJsonAsync(Newest + "&limit=2");
        Assert.Equal(["E8", "E7"], Uuids(json));
        DateTimeOffset[] starts = [.. _api.Requests.Select(request => request.Request.StartTime)];
        Assert.Equal([TimeSpan.FromHours(23)], starts.Zip(starts.Skip(1), (later, earlier) => later - earlier));
        Assert.All(_api.Requests, request => Assert.Equal(1000, request.Request.PageSize));
    }

    [Fact]
    public async Task Get_WalkThatIsCut_SaysThatNewerEventsExist()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c1", true, 0, 2).Fail(IngestionFailure.Throttled, 429), _publisher);
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync(FromADay);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["E1", "E0"], Uuids(json));
        Assert.True(json.GetProperty("has_more").GetBoolean());
        Assert.StartsWith("newer events exist; ", json.GetProperty("partial").GetString(), StringComparison.Ordinal);
        Assert.Contains("Throttled: ", json.GetProperty("partial").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_WiderWalkThatIsCut_KeepsWhatIsNewest(bool atItsSecondPage)
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c1", false, 8, 1), _publisher);
        _ = atItsSecondPage ? _api.Numbered("c2", true, 0, 3) : _api;
        _api.Fail(IngestionFailure.Throttled, 429);
        (_, JsonElement json) = await app.GetJsonAsync(Newest + "&limit=2");
        Assert.Equal(["E8"], Uuids(json));
        Assert.Contains("was not searched to its end. Throttled: ", json.GetProperty("partial").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_TimeSpent_EndsTheWalk()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using RunningApp app = await RunningApp.StartAsync(_api, _publisher, time);
        _api.Then((_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(201));
            return Task.FromResult("""{"cursor":"c1","has_more":true,"items":[{"uuid":"E0"}]}""");
        });
        (_, JsonElement json) = await app.GetJsonAsync(FromADay);
        Assert.Equal(["E0"], Uuids(json));
        Assert.Contains("the time of a request is used up", json.GetProperty("partial").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_FirstPageFails_IsABadGateway()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Fail(IngestionFailure.Unauthorized, 401), _publisher);
        (HttpResponseMessage response, _) = await app.GetJsonAsync(Newest);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Fact]
    public async Task Get_Push_PublishesOnlyWhatIsAnswered()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c", false, 0, 5), _publisher);
        (_, JsonElement json) = await app.GetJsonAsync(FromADay + "&limit=3&should_push_events=true");
        Assert.Equal(3, json.GetProperty("published").GetProperty("events").GetInt32());
        Assert.Equal(3, _publisher.Published.Count);
        Assert.DoesNotContain(_publisher.Published, sent => sent.Event.Contains("\"E1\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10000", HttpStatusCode.OK)]
    [InlineData("10001", HttpStatusCode.BadRequest)]
    public async Task Get_Limit_IsBoundedByWhatIsHeld(string limit, HttpStatusCode expected)
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c", false, 0, 1), _publisher);
        (HttpResponseMessage response, _) = await app.GetJsonAsync($"{FromADay}&limit={limit}");
        Assert.Equal(expected, response.StatusCode);
    }

    private static string[] Uuids(JsonElement json) => [.. json.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("uuid").GetString()!)];
}
