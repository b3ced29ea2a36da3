using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

public sealed class HostContractTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task Answer_EveryOutcome_IsANonEmptyJsonObject()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 20, Maximum = 10, RunDuration = TimeSpan.FromSeconds(5) });

        // The record is read from the answer's body, which fails for anything but an object with one line in Logs.
        Assert.Equal("MaximumReached", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        Assert.Equal("CaughtUp", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        scenario.Simulator.AddFault("auditevents:status=429,retry-after=60,count=1");
        Assert.Equal("Throttled", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        scenario.Simulator.AddFault("auditevents:status=401,count=1");
        RecordedRun failed = await scenario.RunAsync(EventFeed.AuditEvents);
        Assert.Equal("Failed", failed.Outcome);

        // The host does not read the body of a 500, so the record is on stderr as well.
        await Eventually.TrueAsync(() => scenario.Log.Lines.Any(line => line.Level == LogLevel.Error && line.Text.Contains(failed.RunId, StringComparison.Ordinal)), "the record of a failed run on stderr");
        InvocationResult success = await scenario.InvokeAsync(EventFeed.SignInAttempts);
        Assert.Equal(System.Text.Json.JsonValueKind.Object, JsonValueKindOf(success.Body!));
        Assert.Equal(success.InvocationId.ToString(), (string)JsonNode.Parse(success.Logs[0])!["invocationId"]!);
        Assert.DoesNotContain(scenario.Log.Entries, entry => entry.Text.Contains("HANGS", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BadSettings_AllOfThem_AreListedInEveryAnswerAndTheProcessStaysUp()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 1,
            Settings = new Dictionary<string, string>
            {
                ["OnePassword__ApiToken"] = "",
                ["OnePassword__ServerUrl"] = "http://events.example.com",
                ["OnePassword__MaxAuditEventsPerFetch"] = "many",
                ["OnePassword__MaxRunDuration"] = "00:59:00",
                ["EventHubName"] = "no such/hub",
                ["OnePassword__EventTypes"] = "audit events,badges",
            },
        });
        string[] expected = ["OnePassword__ApiToken", "OnePassword__ServerUrl", "OnePassword__MaxAuditEventsPerFetch", "OnePassword__MaxRunDuration", "EventHubName", "OnePassword__EventTypes"];
        int processId = Assert.Single(scenario.Host.HandlerProcessIds);

        foreach (EventFeed feed in EventFeed.All)
        {
            InvocationResult result = await scenario.InvokeAsync(feed);

            Assert.Equal((false, 500), (result.Succeeded, result.StatusCode));
            string[] problems = [.. JsonNode.Parse(result.Body!)!["problems"]!.AsArray().Select(problem => (string)problem!)];
            Assert.Equal(expected.Length, problems.Length);
            Assert.All(expected, setting => Assert.Contains(problems, problem => problem.Contains(setting, StringComparison.Ordinal) && problem.Contains("allowed", StringComparison.Ordinal)));
        }

        string line = await scenario.Log.ExpectAsync(902, LogLevel.Error);
        Assert.All(expected, setting => Assert.Contains(setting, line, StringComparison.Ordinal));
        Assert.Equal(processId, Assert.Single(scenario.Host.HandlerProcessIds));
        Assert.Equal(0, scenario.Simulator.Requests.Count);
    }

    [Fact]
    public async Task Sigterm_WhileABatchIsHeldAtTheHub_CommitsItAndExitsWith200()
    {
        // Under the older rules only exit code 200 starts the handler again, and with a maximum of 1 no crash does.
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 300,
            BatchBytes = 20_000,
            MaximumCrashes = 1,
            ExitCodeRules = ExitCodeRules.Host2024,
        });
        ActiveFault held = scenario.Hub.Faults.Add(new FaultSpec(FaultKind.Hold) { Count = 1, After = 2 });
        Task<RecordedRun> run = scenario.RunAsync(EventFeed.ItemUsageActions);
        await Eventually.TrueAsync(() => held.Struck == 1, "the batch that is held");

        using (Process handler = Process.GetProcessById(Assert.Single(scenario.Host.HandlerProcessIds)))
        {
            ProcessSignals.Terminate(handler);
        }

        Assert.False(run.IsCompleted);
        await Eventually.TrueAsync(() => IsStopping(scenario), "the handler no longer takes connections");
        scenario.Hub.Faults.Remove(held);
        RecordedRun stopped = await run;

        Assert.Equal(("Stopped", 3), (stopped.Outcome, stopped.Batches));
        Assert.Equal(stopped.Events, (await scenario.StateAsync(EventFeed.ItemUsageActions)).TotalEvents);
        await Eventually.TrueAsync(() => scenario.Host.RestartCount == 1, "the host starts the handler again after exit code 200");
        await scenario.DrainAsync();
        scenario.AssertDelivered(repeats: 0);
    }

    [Fact]
    public async Task Listening_TheHandler_IsReachableFromThisMachineOnly()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);

        IReadOnlyList<IPEndPoint> endpoints = ListeningSockets.Of(Assert.Single(scenario.Host.HandlerProcessIds));

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), $"{endpoint} is not a loopback address."));
    }

    [Theory]
    [InlineData("get-events")]
    [InlineData("test-connection")]
    [InlineData("status")]
    public async Task HttpFunction_WithoutAKey_IsRefused(string route)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        using HttpResponseMessage response = await client.GetAsync(new Uri(scenario.Host.BaseAddress, "/api/" + route));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static System.Text.Json.JsonValueKind JsonValueKindOf(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.ValueKind;
    }

    // Kestrel closes its listening socket when the stop begins; the run under way goes on.
    private static bool IsStopping(IngestionScenario scenario) => scenario.Host.HandlerProcessIds.All(id => ListeningSockets.Of(id).Count == 0);
}
