using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>What the worker and its host owe each other: the functions, how invocations end, and what is logged inside them.</summary>
public sealed class HostContractTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task Functions_AsTheHostIndexesThem_HaveTheirTriggers()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        IReadOnlyList<FunctionDefinition> functions = scenario.Host.Functions;

        Assert.All(functions, function => Assert.Null(function.Error));
        var http = functions.Where(function => !function.IsTimer).ToDictionary(function => function.Name);
        Assert.Equal(
            [("GetEvents", "get-events", "GET POST"), ("ProveDelivery", "prove-delivery", "GET POST"), ("Status", "status", "GET"), ("TestConnection", "test-connection", "GET")],
            http.Values.Select(function => (function.Name, function.Route, string.Join(' ', function.Methods.Order()))).Order());
        Assert.All(http.Values, function => Assert.Equal("function", function.AuthLevel));
        FunctionDefinition[] timers = [.. functions.Except(http.Values).OrderBy(function => function.Name)];
        Assert.Equal(["IngestAuditEvents", "IngestItemUsageActions", "IngestSignInAttempts", "ProveDeliveryDaily"], timers.Select(timer => timer.Name));
        Assert.Equal(["%AuditEventsSchedule%", "%ItemUsageActionsSchedule%", "%SignInAttemptsSchedule%", "%ProofSchedule%"], timers.Select(Schedule));
        Assert.DoesNotContain(scenario.Log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.All(timers, timer => Assert.True(timer.Metadata.RetryOptions is null && Triggers(timer).All(trigger => (bool?)trigger["useMonitor"] != false && (bool?)trigger["runOnStartup"] != true), timer.Name));
    }

    [Fact]
    public async Task Invocation_EveryOutcome_HasOneRecordAndEndsLikeIt()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 20, Maximum = 10, RunDuration = TimeSpan.FromSeconds(5) });

        // Reading a record checks its level and how the invocation ended.
        Assert.Equal("MaximumReached", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        Assert.Equal("CaughtUp", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        scenario.Simulator.AddFault("auditevents:status=429,retry-after=60,count=1");
        Assert.Equal("Throttled", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        scenario.Simulator.AddFault("auditevents:status=401,count=1");
        RecordedRun failed = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("Failed", "Unauthorized"), (failed.Outcome, failed.Failure));
        Assert.Single(failed.Invocation.Logs);
        Assert.Contains(failed.Error!, failed.Invocation.Error, StringComparison.Ordinal);
        JsonNode record = JsonNode.Parse(failed.Invocation.Logs[0].Text)!;
        Assert.Equal(failed.Invocation.InvocationId.ToString(), (string)record["invocationId"]!);
        Assert.DoesNotContain(scenario.Log.Entries, entry => entry.Exception is not null);
    }

    [Fact]
    public async Task IdleRun_LogsItsRecordAndNothingElse()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3 });
        await scenario.DrainAsync();
        int outside = Outside(scenario).Length;

        foreach (EventFeed feed in EventFeed.All)
        {
            Assert.Single((await scenario.RunAsync(feed)).Invocation.Logs);
        }

        Assert.Equal(outside, Outside(scenario).Length);
    }

    [Fact]
    public async Task Lines_OfTheApp_AreAllInsideAnInvocation()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = 20,
            Settings = new Dictionary<string, string> { ["OnePassword__Misspelt"] = "1" },
        });
        scenario.Hub.AddFault("busy*1");
        scenario.Simulator.AddFault("signinattempts:status=401,count=1");
        foreach (EventFeed feed in EventFeed.All)
        {
            await scenario.InvokeAsync(feed);
        }

        await scenario.GetAsync("status");
        await scenario.GetAsync("test-connection");
        await scenario.Host.StopAsync();

        // The host drops what is said outside.
        Assert.True(scenario.Log.Lines.Count > 5);
        Assert.All(scenario.Log.Lines, line => Assert.True(line.FunctionName is not null, $"{line.EventId} {line.Text}"));
    }

    [Fact]
    public async Task CautionAboutASetting_IsLoggedInTheFirstInvocationAndNotAgain()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            Settings = new Dictionary<string, string> { ["OnePassword__MaxAuditEventPerFetch"] = "10", ["OnePassword__FetchEvents"] = "false" },
        });

        InvocationResult first = await scenario.InvokeAsync(EventFeed.ItemUsageActions), second = await scenario.InvokeAsync(EventFeed.AuditEvents);

        // The variables of these tests themselves may be cautioned against too.
        HostLogEntry caution = Assert.Single(first.Logs, line => line.Text.StartsWith("OnePassword__MaxAuditEventPerFetch", StringComparison.Ordinal));
        Assert.Equal((LogLevel.Warning, EventNames.Of(903)), (caution.Level, caution.EventId));
        Assert.DoesNotContain(second.Logs, line => line.EventId == EventNames.Of(903));
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
                ["EventHubTransport"] = "carrier pigeon",
                ["OnePassword__EventTypes"] = "audit events,badges",
            },
        });
        string[] expected =
        [
            "OnePassword__ApiToken", "OnePassword__ServerUrl", "OnePassword__MaxAuditEventsPerFetch", "OnePassword__MaxRunDuration",
            "EventHubName", "EventHubTransport", "OnePassword__EventTypes",
        ];
        int processId = Assert.Single(scenario.Host.WorkerProcessIds);

        foreach (EventFeed feed in EventFeed.All)
        {
            RecordedRun run = await scenario.RunAsync(feed);

            Assert.Equal(("Failed", "BadSettings"), (run.Outcome, run.Failure));
            Assert.All(expected, setting => Assert.Contains(setting, run.Error, StringComparison.Ordinal));
        }

        HttpAnswer events = await scenario.GetAsync("get-events?event_type=auditevents");
        Assert.Equal(HttpStatusCode.InternalServerError, events.Status);
        string[] problems = [.. events.Json["problems"]!.AsArray().Select(problem => (string)problem!)];
        Assert.Equal(expected.Length, problems.Length);
        Assert.All(expected, setting => Assert.Contains(problems, problem =>
            problem.StartsWith(setting, StringComparison.Ordinal) && problem.Contains("allowed", StringComparison.OrdinalIgnoreCase)));
        foreach (string path in new[] { "status", "test-connection" })
        {
            HttpAnswer answer = await scenario.GetAsync(path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.All(expected, setting => Assert.Contains(setting, answer.Body, StringComparison.Ordinal));
        }

        Assert.Equal((processId, 0), (Assert.Single(scenario.Host.WorkerProcessIds), scenario.Host.RestartCount));
        Assert.Equal(0, scenario.Simulator.Requests.Count);
        Assert.Empty(scenario.Hub.Connections);
    }

    [Fact]
    public async Task ScheduleThatTheHostCanNotFire_IsABadSettingThatTheOtherFunctionsName()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            Settings = new Dictionary<string, string> { ["AuditEventsSchedule"] = "every minute" },
        });

        Assert.Equal(["IngestAuditEvents"], scenario.Host.Functions.Where(function => function.Error is not null).Select(function => function.Name));
        Assert.Contains("AuditEventsSchedule:", (await scenario.RunAsync(EventFeed.SignInAttempts)).Error, StringComparison.Ordinal);
        Assert.Contains("AuditEventsSchedule:", (await scenario.GetAsync("status")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listening_TheWorker_IsReachableFromThisMachineOnly()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        await scenario.GetAsync("status");

        IReadOnlyList<IPEndPoint> endpoints = ListeningSockets.Of(Assert.Single(scenario.Host.WorkerProcessIds));

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), $"{endpoint} is not a loopback address."));
    }

    private static HostLogEntry[] Outside(IngestionScenario scenario) =>
        [.. scenario.Log.Entries.Where(line => line.Category is HostLogCategories.OutsideInvocations or HostLogCategories.Console)];

    private static string Schedule(FunctionDefinition timer) => Triggers(timer).Select(trigger => (string?)trigger["schedule"]).OfType<string>().Single();

    private static IEnumerable<JsonNode> Triggers(FunctionDefinition timer) => timer.Metadata.RawBindings.Select(binding => JsonNode.Parse(binding)!);
}
