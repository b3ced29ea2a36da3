using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class SimulatorFaultTests
{
    private const string All = """{"limit":10,"start_time":"2020-01-01T00:00:00Z"}""";
    private static readonly SimulatedFeed Feed = SimulatedFeed.ItemUsages;

    [Theory]
    [InlineData("status=400", 400, "{\"Error\":{\"Message\":\"Bad Request\"}}")]
    [InlineData("status=401", 401, "{\"Error\":{\"Message\":\"Unauthorized\"}}")]
    [InlineData("status=403,body=flat", 403, "{\"status\":403,\"message\":\"Forbidden\"}")]
    [InlineData("status=500,body=empty", 500, "")]
    [InlineData("status=502,body=text", 502, "Bad Gateway\n")]
    [InlineData("token-revoked", 401, "{\"Error\":{\"Message\":\"Unauthorized\"}}")]
    [InlineData("empty-object", 200, "{}")]
    [InlineData("empty-body", 200, "")]
    [InlineData("array-body", 200, "[]")]
    public async Task Fault_WithAnAnswerOfItsOwn_IsSentOnceAndThenPasses(string fault, int status, string body)
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        running.Simulator.AddFault($"itemusages:{fault},count=1");
        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(SimulatedFeed.AuditEvents, All)).StatusCode);
        using HttpResponseMessage response = await running.PostAsync(Feed, All);
        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(0, running.Simulator.Log(Feed).Served);
        Assert.Equal(5, (await running.ReadPageAsync(Feed, All)).Items.Count);
        Assert.Empty(running.Simulator.Faults.Active);
    }

    [Theory]
    [InlineData("status=429,retry-after=7", "7")]
    [InlineData("status=503,retry-after=date+7", "Mon, 02 Mar 2026 08:00:07 GMT")]
    [InlineData("status=503", null)]
    public async Task Status_WithRetryAfter_CarriesTheHeader(string fault, string? expected)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
        await using RunningSimulator running = await RunningSimulator.StartAsync(timeProvider: time);
        running.Simulator.AddFault(fault);
        using HttpResponseMessage response = await running.PostAsync(Feed, All);
        Assert.Equal(expected, response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? values) ? values.Single() : null);
    }

    [Theory]
    [InlineData("reset-before")]
    [InlineData("reset-after")]
    [InlineData("reset-mid-body")]
    [InlineData("refuse")]
    [InlineData("truncated-length")]
    public async Task Fault_ThatBreaksTheConnection_IsAnIoErrorForTheCaller(string fault)
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        running.Simulator.AddFault(fault);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => running.PostAsync(Feed, All));
        running.Simulator.Faults.Clear();
        Assert.Equal(0, running.Simulator.Log(Feed).Served);
        Assert.Equal(5, (await running.ReadPageAsync(Feed, All)).Items.Count);
    }

    [Theory]
    [InlineData("items-null", "items", JsonValueKind.Null)]
    [InlineData("items-object", "items", JsonValueKind.Object)]
    [InlineData("items-number", "items", JsonValueKind.Number)]
    [InlineData("items-missing", "items", JsonValueKind.Undefined)]
    [InlineData("cursor-missing", "cursor", JsonValueKind.Undefined)]
    [InlineData("cursor-number", "cursor", JsonValueKind.Number)]
    [InlineData("has-more-string", "has_more", JsonValueKind.String)]
    [InlineData("has-more-missing", "has_more", JsonValueKind.Undefined)]
    public async Task Fault_OfShape_ChangesOneMember(string fault, string member, JsonValueKind kind)
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            running.Simulator.AddFault(fault + ",count=1");
            using HttpResponseMessage response = await running.PostAsync(feed, All);
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            Assert.Equal(kind, body.RootElement.TryGetProperty(member, out JsonElement value) ? value.ValueKind : JsonValueKind.Undefined);
            Assert.Equal(kind == JsonValueKind.Undefined ? 2 : 3, body.RootElement.EnumerateObject().Count());
        }
    }

    [Fact]
    public async Task TruncatedJson_IsCutUnderItsOwnLength()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        running.Simulator.AddFault("truncated-json,count=1,bytes=100");
        using HttpResponseMessage response = await running.PostAsync(Feed, All);
        Assert.Equal(100, (await response.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(0, running.Simulator.Log(Feed).Served);
    }

    [Fact]
    public async Task Html_Is200WithoutJson()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        running.Simulator.AddFault("html,count=1");
        using HttpResponseMessage response = await running.PostAsync(Feed, All);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Duplicate_RepeatsTheLastEventOfThePageBefore()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 20);
        ReadPage first = await running.ReadPageAsync(Feed, All);
        running.Simulator.AddFault("duplicate,count=1");
        ReadPage second = await running.ReadPageAsync(Feed, first.Next);
        Assert.Equal(11, second.Items.Count);
        Assert.Equal(first.Items[^1], second.Items[0]);
    }

    [Fact]
    public async Task Reorder_TurnsThePageRound()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 20);
        ReadPage usual = await running.ReadPageAsync(Feed, All);
        running.Simulator.AddFault("reorder,count=1");
        Assert.Equal(usual.Items.Reverse(), (await running.ReadPageAsync(Feed, All)).Items);
    }

    [Fact]
    public async Task SameCursorAndEmptyMore_DoNotMoveOn()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 30);
        ReadPage first = await running.ReadPageAsync(Feed, All);
        running.Simulator.AddFault("same-cursor,count=1");
        running.Simulator.AddFault("empty-more,count=1");
        ReadPage second = await running.ReadPageAsync(Feed, first.Next);
        Assert.Equal((first.Cursor, 10), (second.Cursor, second.Items.Count));
        ReadPage third = await running.ReadPageAsync(Feed, first.Next);
        Assert.Equal((first.Cursor, 0, true), (third.Cursor, third.Items.Count, third.HasMore));
    }

    [Fact]
    public async Task CursorExpired_StrikesCursorsOnly()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 30);
        running.Simulator.AddFault("cursor-expired");
        ReadPage first = await running.ReadPageAsync(Feed, All);
        Assert.Equal(HttpStatusCode.BadRequest, (await running.PostAsync(Feed, first.Next)).StatusCode);
    }

    [Fact]
    public async Task Request_Every_After_ChooseWhatIsStruck()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 30);
        ReadPage first = await running.ReadPageAsync(Feed, All);
        running.Simulator.AddFault("status=500,request=cursor,after=1,every=2");
        var statuses = new List<int>();
        for (int i = 0; i < 6; i++)
        {
            statuses.Add((int)(await running.PostAsync(Feed, first.Next)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(Feed, All)).StatusCode);
        }

        Assert.Equal([200, 200, 500, 200, 500, 200], statuses);
    }

    [Fact]
    public async Task Stall_WithoutEnd_OutlastsTheCaller()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        running.Simulator.AddFault("stall,count=1");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => running.Client.PostAsync("/api/v2/itemusages", new StringContent(All), patience.Token));
        Assert.Empty((await running.ReadPageAsync(Feed, All)).Items);
    }

    [Fact]
    public async Task Hold_UntilRemoved_ThenAnswers()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        ActiveFault hold = running.Simulator.AddFault("hold");
        Task<ReadPage> waiting = running.ReadPageAsync(Feed, All);
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(100)));
        running.Simulator.Faults.Remove(hold);
        Assert.Equal(5, (await waiting).Items.Count);
    }

    [Fact]
    public async Task SlowBodyAndLatency_TakeTheirTime()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        running.Simulator.AddFault("slow-body,delay=300ms,count=1");
        running.Simulator.AddFault("latency=150ms,count=1");
        long started = Stopwatch.GetTimestamp();
        Assert.Equal(5, (await running.ReadPageAsync(Feed, All)).Items.Count);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(280));
        started = Stopwatch.GetTimestamp();
        Assert.Equal(5, (await running.ReadPageAsync(Feed, All)).Items.Count);
        Assert.True(Stopwatch.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public async Task Introspect_CanBeStruckAlone()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        running.Simulator.AddFault("introspect:status=503");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await running.Client.GetAsync("/api/v2/auth/introspect")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(Feed, All)).StatusCode);
    }
}
