using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class EventsApiSimulatorTests
{
    private const string All = """{"limit":1000,"start_time":"2020-01-01T00:00:00Z"}""";
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Pages_FromStartToEnd_ServeEachEventOnceInOrderOfArrival()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 2500);
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            IReadOnlyList<string> items = await running.ReadAllAsync(feed);
            Assert.Equal(2500, items.Count);
            FeedLog log = running.Simulator.Log(feed);
            Assert.Equal(Enumerable.Range(0, 2500).Select(sequence => Encoding.UTF8.GetString(log.Find(sequence)!.Value.ToArray())), items);
            Assert.Equal((2500, 2500, true, 3), (log.Held, log.Served, log.IsFullyVisible, log.Requests));
        }
    }

    [Fact]
    public async Task Limit_OfTheReset_SticksToItsCursors()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 25);
        ReadPage first = await running.ReadPageAsync(SimulatedFeed.ItemUsages, """{"limit":10,"start_time":"2020-01-01T00:00:00Z"}""");
        ReadPage second = await running.ReadPageAsync(SimulatedFeed.ItemUsages, first.Next);
        ReadPage third = await running.ReadPageAsync(SimulatedFeed.ItemUsages, second.Next);
        Assert.Equal([10, 10, 5], new[] { first, second, third }.Select(page => page.Items.Count));
        Assert.Equal([true, true, false], new[] { first, second, third }.Select(page => page.HasMore));
    }

    [Fact]
    public async Task Cursor_SentTwice_GivesTheSameEvents()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 30);
        ReadPage first = await running.ReadPageAsync(SimulatedFeed.AuditEvents, """{"limit":10,"start_time":"2020-01-01T00:00:00Z"}""");
        ReadPage once = await running.ReadPageAsync(SimulatedFeed.AuditEvents, first.Next);
        ReadPage again = await running.ReadPageAsync(SimulatedFeed.AuditEvents, first.Next);
        Assert.Equal(once.Items, again.Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EmptyPage_AtTheTail_ReturnsTheSentCursorUnlessToldOtherwise(bool fresh)
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.FreshCursorOnEmptyPage = fresh);
        running.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(1, TimeSpan.Zero, 0);
        ReadPage tail = await running.ReadPageAsync(SimulatedFeed.AuditEvents, All);
        ReadPage empty = await running.ReadPageAsync(SimulatedFeed.AuditEvents, tail.Next);
        Assert.Empty(empty.Items);
        Assert.False(empty.HasMore);
        Assert.Equal(!fresh, empty.Cursor == tail.Cursor);
        running.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(2, TimeSpan.Zero, 0);
        Assert.Equal(2, (await running.ReadPageAsync(SimulatedFeed.AuditEvents, empty.Next)).Items.Count);
    }

    [Fact]
    public async Task LateEvent_OlderThanTheStart_IsSeenByCursor()
    {
        var time = new FakeTimeProvider(Now);
        await using RunningSimulator running = await RunningSimulator.StartAsync(timeProvider: time);
        ReadPage tail = await running.ReadPageAsync(SimulatedFeed.ItemUsages, """{"start_time":"2026-03-02T07:00:00Z"}""");
        running.Simulator.Log(SimulatedFeed.ItemUsages).AddEvent("""{"uuid":"LATE","timestamp":"2026-03-01T06:00:00Z"}"""u8.ToArray(), Now.AddMinutes(5));
        Assert.Empty((await running.ReadPageAsync(SimulatedFeed.ItemUsages, tail.Next)).Items);
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.Single((await running.ReadPageAsync(SimulatedFeed.ItemUsages, tail.Next)).Items);
    }

    [Fact]
    public async Task Filter_OfTheReset_GoesByTheEventsTime()
    {
        var time = new FakeTimeProvider(Now);
        await using RunningSimulator running = await RunningSimulator.StartAsync(timeProvider: time);
        foreach (string timestamp in new[] { "2025-10-01T00:00:00Z", "2026-03-02T05:00:00Z", "2026-03-02T03:30:00-03:00", "2026-03-02T07:30:00Z" })
        {
            running.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(Encoding.UTF8.GetBytes($$"""{"timestamp":"{{timestamp}}"}"""));
        }

        Assert.Equal(3, await CountAsync("""{"start_time":"2020-01-01T00:00:00Z"}"""));
        Assert.Equal(2, await CountAsync("""{"start_time":"2026-03-02T06:30:00Z"}"""));
        Assert.Equal(1, await CountAsync("""{"start_time":"2026-03-02T06:30:00Z","end_time":"2026-03-02T07:30:00Z"}"""));
        Assert.Equal(1, await CountAsync("{}"));
        Assert.Equal(1, await CountAsync("""{"end_time":"2026-03-02T07:00:00Z"}"""));
        Assert.Equal(0, await CountAsync("""{"start_time":"2030-01-01T00:00:00Z"}"""));

        async Task<int> CountAsync(string body) => (await running.ReadPageAsync(SimulatedFeed.AuditEvents, body)).Items.Count;
    }

    [Fact]
    public async Task LiveEvents_AtARate_ArriveWithTime()
    {
        var time = new FakeTimeProvider(Now);
        await using RunningSimulator running = await RunningSimulator.StartAsync(
            options => (options.EventsPerFeed, options.LiveEventsPerSecond, options.LiveEventsPerFeed) = (10, 5, 22), time);
        Assert.Equal(10, running.Simulator.Log(SimulatedFeed.AuditEvents).Held);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(20, running.Simulator.Log(SimulatedFeed.AuditEvents).Held);
        Assert.False(running.Simulator.IsFullyVisible);
        running.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent("{}"u8.ToArray());
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(33, running.Simulator.Log(SimulatedFeed.AuditEvents).Held);
        Assert.True(running.Simulator.IsFullyVisible);
        IReadOnlyList<string> items = await running.ReadAllAsync(SimulatedFeed.AuditEvents);
        Assert.Equal("{}", items[20]);
        Assert.Equal(33, items.Distinct().Count());
    }

    [Fact]
    public async Task GeneratedEvents_AShareLate_StayInsideTheHistory()
    {
        var time = new FakeTimeProvider(Now);
        await using RunningSimulator running = await RunningSimulator.StartAsync(
            options => (options.EventsPerFeed, options.LateShare, options.History) = (2000, 0.1, TimeSpan.FromHours(20)), time);
        DateTimeOffset[] times = [.. (await running.ReadAllAsync(SimulatedFeed.ItemUsages)).Select(Timestamp)];
        Assert.All(times, at => Assert.InRange(at, Now.AddHours(-20).AddSeconds(-1), Now));
        int backwards = times.Zip(times.Skip(1)).Count(pair => pair.Second < pair.First.AddSeconds(-1));
        Assert.InRange(backwards, 100, 300);
    }

    [Fact]
    public async Task GeneratedEvents_WithoutHistory_HaveOneTimestamp()
    {
        var time = new FakeTimeProvider(Now);
        await using RunningSimulator running = await RunningSimulator.StartAsync(timeProvider: time);
        running.Simulator.Log(SimulatedFeed.ItemUsages).AddGenerated(5000, TimeSpan.Zero, 0);
        IReadOnlyList<string> items = await running.ReadAllAsync(SimulatedFeed.ItemUsages);
        Assert.Equal(5000, items.Distinct().Count());
        Assert.All(items, item => Assert.Equal(Now, Timestamp(item)));
    }

    [Fact]
    public async Task ExplicitEvents_OfAnyBytes_ComeThroughUnchanged()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        byte[] large = Encoding.UTF8.GetBytes($$"""{"uuid":"LARGE","filler":"{{new string('x', 900_000)}}"}""");
        byte[] invalid = [.. "{\"uuid\":\"BAD\",\"name\":\""u8, 0xFF, 0xC0, .. "\"}"u8];
        running.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(1, TimeSpan.Zero, 0);
        running.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(large);
        running.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(invalid);
        running.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(1, TimeSpan.Zero, 0);
        using HttpResponseMessage response = await running.PostAsync(SimulatedFeed.AuditEvents, All);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(body.AsSpan().IndexOf(large) > 0);
        Assert.True(body.AsSpan().IndexOf(invalid) > 0);
        Assert.Equal(4, running.Simulator.Log(SimulatedFeed.AuditEvents).Served);
    }

    [Fact]
    public async Task Introspect_AToken_NamesItsFeatures()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        using var answer = JsonDocument.Parse(await running.Client.GetStringAsync("/api/v2/auth/introspect"));
        Assert.Equal(3, answer.RootElement.GetProperty("features").GetArrayLength());
        Assert.Equal(new SimulatorOptions().AccountUuid, answer.RootElement.GetProperty("account_uuid").GetString());
        Assert.Equal(26, answer.RootElement.GetProperty("uuid").GetString()!.Length);
    }

    [Fact]
    public async Task RateLimits_WhenOn_Answer429()
    {
        var time = new FakeTimeProvider(Now);
        await using RunningSimulator running = await RunningSimulator.StartAsync(
            options => (options.RateLimits, options.RequestsPerMinute, options.RateLimitRetryAfter) = (true, 3, true), time);
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(feed, "{}")).StatusCode);
        }

        using HttpResponseMessage limited = await running.PostAsync(SimulatedFeed.AuditEvents, "{}");
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(20), limited.Headers.RetryAfter!.Delta);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(SimulatedFeed.AuditEvents, "{}")).StatusCode);
    }

    [Fact]
    public async Task StopListening_ThenAgain_RefusesAndComesBackOnItsPort()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 1);
        ReadPage page = await running.ReadPageAsync(SimulatedFeed.AuditEvents, All);
        await running.Simulator.StopListeningAsync();
        HttpRequestException error = await Assert.ThrowsAsync<HttpRequestException>(() => running.PostAsync(SimulatedFeed.AuditEvents, page.Next));
        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
        await running.Simulator.ListenAgainAsync(CancellationToken.None);
        Assert.Empty((await running.ReadPageAsync(SimulatedFeed.AuditEvents, page.Next)).Items);
    }

    [Fact]
    public async Task Requests_AfterSome_TellWhatWasAskedAndNeverTheToken()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        ReadPage page = await running.ReadPageAsync(SimulatedFeed.ItemUsages, """{"limit":3,"start_time":"2020-01-01T00:00:00Z"}""");
        await running.ReadPageAsync(SimulatedFeed.ItemUsages, page.Next);
        IReadOnlyList<RequestRecord> requests = running.Simulator.Requests.ToList();
        Assert.Equal(["reset 3 3 200", "cursor 3 2 200"], requests.Select(request => $"{request.Kind} {request.PageSize} {request.Items} {request.Status}"));
        string shown = await running.Client.GetStringAsync("/control/requests");
        Assert.DoesNotContain(running.Simulator.Token.Split('.')[2], shown, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Cursor, shown, StringComparison.Ordinal);
    }

    private static DateTimeOffset Timestamp(string item)
    {
        using var json = JsonDocument.Parse(item);
        Assert.True(PageRequestBody.TryReadTime(json.RootElement.GetProperty("timestamp").GetString(), out DateTimeOffset time));
        return time;
    }
}
