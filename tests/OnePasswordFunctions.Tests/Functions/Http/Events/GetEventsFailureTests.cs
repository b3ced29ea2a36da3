using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http.Events;

/// <summary>What get-events answers when a side fails or the time is spent, before and after the first event.</summary>
public sealed class GetEventsFailureTests
{
    private const string Audit = "/api/get-events?event_type=Audit%20events";

    private readonly ScriptedEventsApi _api = new();
    private readonly RecordingPublisher _publisher = new();

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

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(_api, _publisher);
}
