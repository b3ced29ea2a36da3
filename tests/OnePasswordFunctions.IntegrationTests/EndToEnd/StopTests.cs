using System.Collections.Concurrent;
using System.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>The ways in which the worker is told to stop. A stopped run is no failure, the batch in hand is committed, and the exit code is never 0.</summary>
public sealed class StopTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private static readonly EventFeed Feed = EventFeed.ItemUsageActions;

    private readonly ConcurrentQueue<IChildProcess> _started = new();

    [Fact]
    public async Task Sigterm_WhileABatchIsHeldAtTheHub_CommitsItAndExitsWith200()
    {
        await using IngestionScenario scenario = await StartAsync();
        (Task<RecordedRun> run, ActiveFault held) = await HoldAsync(scenario);

        _started.Single().Terminate();

        await AssertStoppedAsync(scenario, run, held);
        Assert.Equal(200, await Eventually.EndsAsync(_started.First().Exited));
        await Eventually.TrueAsync(() => scenario.Host.RestartCount == 1, "the host starts the worker again after exit code 200");
        await scenario.DrainAsync();
        scenario.AssertDelivered(repeats: 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostStops_WhileABatchIsHeldAtTheHub_CommitsItAndExitsWith200(bool terminatesFirst)
    {
        await using IngestionScenario scenario = await StartAsync(host => host with
        {
            TerminatesFirst = terminatesFirst,
            TerminationGrace = TimeSpan.FromMinutes(1),
        });
        (Task<RecordedRun> run, ActiveFault held) = await HoldAsync(scenario);

        Task stop = scenario.Host.StopAsync();

        await AssertStoppedAsync(scenario, run, held);
        await stop;
        Assert.Equal(200, await _started.Single().Exited);
    }

    [Fact]
    public async Task Cancelled_WhileABatchIsHeldAtTheHub_CommitsItAndTheWorkerGoesOn()
    {
        await using IngestionScenario scenario = await StartAsync();
        using var cancellation = new CancellationTokenSource();
        (Task<RecordedRun> run, ActiveFault held) = await HoldAsync(scenario, cancellation.Token);

        await cancellation.CancelAsync();

        await AssertStoppedAsync(scenario, run, held);
        await scenario.DrainAsync();
        scenario.AssertDelivered(repeats: 0);
        Assert.Equal(0, scenario.Host.RestartCount);
    }

    [Fact]
    public async Task Sigterm_NothingRuns_ExitsWith200AndAnotherGoesOn()
    {
        await using IngestionScenario scenario = await StartAsync();
        await scenario.DrainAsync(Feed);

        _started.Single().Terminate();

        Assert.Equal(200, await Eventually.EndsAsync(_started.First().Exited));
        await Eventually.TrueAsync(() => scenario.Host.RestartCount == 1, "the host starts the worker again");
        Assert.Equal("CaughtUp", (await scenario.RunAsync(Feed)).Outcome);
    }

    [Fact]
    public async Task FunctionTimeout_WhileABatchIsHeldAtTheHub_RepeatsAtMostThatBatch()
    {
        await using IngestionScenario scenario = await StartAsync(host => host.WithFunctionTimeout(TimeSpan.FromSeconds(5)));
        ActiveFault held = scenario.Hub.AddFault("hold");

        InvocationResult result = await scenario.InvokeAsync(Feed);

        Assert.False(result.Succeeded);
        scenario.Hub.Faults.Remove(held);
        await scenario.Host.StopAsync();
        await scenario.StartHostAsync(configure: host => host);
        await scenario.DrainAsync();
        scenario.AssertDelivered(repeats: scenario.LargestBatch);
    }

    /// <summary>With a maximum of 1 no crash starts the worker again.</summary>
    private Task<IngestionScenario> StartAsync(Func<FunctionsHostOptions, FunctionsHostOptions>? configure = null) => IngestionScenario.StartAsync(fixture, new()
    {
        EventsPerFeed = 2500,
        BatchBytes = 20_000,
        Proxies = true,
        Host = host => (configure?.Invoke(host) ?? host) with { MaximumCrashes = 1, StartProcess = Remember },
    });

    private ChildProcess Remember(ProcessStartInfo startInfo, Action<string, bool> line)
    {
        var process = ChildProcess.Start(startInfo, line);
        _started.Enqueue(process);
        return process;
    }

    /// <summary>A run whose third batch is held at the hub while the next page, already asked for, is held at the API.</summary>
    private static async Task<(Task<RecordedRun> Run, ActiveFault Held)> HoldAsync(IngestionScenario scenario, CancellationToken cancellationToken = default)
    {
        scenario.ApiProxy!.AddFault("page:hold,after=1,count=1");
        ActiveFault held = scenario.Hub.AddFault("hold,after=2,count=1");
        Task<RecordedRun> run = RunAsync(scenario, cancellationToken);
        await Eventually.TrueAsync(() => held.Struck == 1 && scenario.ApiProxy!.IsWaiting, "a batch and a page that are held");
        return (run, held);
    }

    private static async Task<RecordedRun> RunAsync(IngestionScenario scenario, CancellationToken cancellationToken) =>
        RecordedRun.Read(await Eventually.EndsAsync(scenario.Host.InvokeTimerAsync(Feed.FunctionName, cancellationToken)));

    private static async Task AssertStoppedAsync(IngestionScenario scenario, Task<RecordedRun> run, ActiveFault held)
    {
        // The request for the next page is given up at once, so this is when the run knows.
        await Eventually.TrueAsync(() => !scenario.ApiProxy!.IsWaiting, "the run is told to stop");
        Assert.False(run.IsCompleted);
        scenario.Hub.Faults.Remove(held);
        RecordedRun stopped = await run;

        Assert.Equal(("Stopped", "None", 3), (stopped.Outcome, stopped.Failure, stopped.Batches));
        Assert.True(stopped.Invocation.Succeeded);
        Assert.Equal((scenario.Hub.Count, scenario.Hub.Count), (stopped.Events, (await scenario.StateAsync(Feed)).TotalEvents));
        scenario.ApiProxy!.Faults.Clear();
    }
}
