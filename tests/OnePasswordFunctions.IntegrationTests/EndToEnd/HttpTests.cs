using System.Net;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>HTTP functions on their way through the host: keys, streams, callers that leave, workers that die, bodies that are too large.</summary>
public sealed class HttpTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const string TwoPages = "get-events?event_type=auditevents&from_date=1%20day&format=ndjson&limit=2000";

    [Theory]
    [InlineData("get-events")]
    [InlineData("test-connection")]
    [InlineData("status")]
    [InlineData("prove-delivery")]
    public async Task HttpFunction_WithoutAKey_IsRefused(string route)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using HttpResponseMessage response = await client.GetAsync(HttpCalls.AddressOf(scenario, route));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, scenario.Simulator.Requests.Count);
    }

    [Fact]
    public async Task GetEvents_WhileTheSecondPageIsHeld_FirstLinesAreThereAlready()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 2000 });
        ActiveFault held = scenario.Simulator.AddFault("auditevents:hold,request=cursor");

        using HttpResponseMessage response = await scenario.OpenAsync(TwoPages);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        string first = (await reader.ReadLineAsync())!;

        Assert.Contains("\"uuid\"", first, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => held.Struck == 1, "the second page is asked for");
        scenario.Simulator.Faults.Remove(held);
        string rest = await reader.ReadToEndAsync();
        Assert.Equal(1999, rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetEvents_CallerLeaves_EndsTheWorkAndIsNoError(bool afterTheFirstLine)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 2000, Proxies = true });
        scenario.ApiProxy!.AddFault(afterTheFirstLine ? "page:hold,after=1" : "page:hold");
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> call = scenario.OpenAsync(TwoPages, leaving.Token);
        await Eventually.TrueAsync(() => scenario.ApiProxy!.IsWaiting, "a page that is held");

        if (afterTheFirstLine)
        {
            (await call).Dispose();
        }
        else
        {
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        await Eventually.TrueAsync(() => !scenario.ApiProxy!.IsWaiting, "the worker gives up its request");
        await Eventually.TrueAsync(() => scenario.Host.Invocations.Running == 0, "the invocation ends");
        Assert.Empty(scenario.Log.Lines);
        scenario.ApiProxy!.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync(TwoPages)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetEvents_WorkerDies_CallerIsToldSoAndTheNextIsServed(bool afterTheFirstLine)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 2000, Proxies = true });
        scenario.ApiProxy!.AddFault(afterTheFirstLine ? "page:hold,after=1,count=1" : "page:hold,count=1");
        Task<HttpResponseMessage> call = scenario.OpenAsync(TwoPages);
        await Eventually.TrueAsync(() => scenario.ApiProxy!.IsWaiting, "a page that is held");
        HttpResponseMessage? begun = afterTheFirstLine ? await call : null;

        await scenario.KillAsync();

        using HttpResponseMessage response = begun ?? await call;
        if (afterTheFirstLine)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        }
        else
        {
            Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        }

        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync(TwoPages)).Status);
    }

    [Theory]
    [InlineData(65_537)]
    [InlineData(31_000_000)]
    public async Task GetEvents_BodyIsTooLarge_IsABadRequestThatSaysWhatIsAllowed(int bytes)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);

        HttpAnswer answer = await scenario.PostAsync("get-events", new string(' ', bytes));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("64 KiB", answer.Body, StringComparison.Ordinal);
        Assert.Empty(scenario.Log.Lines);
    }
}
