using System.Collections.Concurrent;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>A scenario whose worker is asked to end while a batch is in its hand, and what came of it.</summary>
internal sealed class StopProof : IAsyncDisposable
{
    private const int Events = 400;
    private const int BatchBytes = 8192;

    private static readonly EventFeed Feed = EventFeed.AuditEvents;

    private readonly ConcurrentQueue<IChildProcess> _processes;

    private StopProof(IngestionScenario scenario, ConcurrentQueue<IChildProcess> processes) => (Scenario, _processes) = (scenario, processes);

    public IngestionScenario Scenario { get; }

    /// <param name="fixture">The app.</param>
    /// <param name="configure">What differs in the first host.</param>
    public static async Task<StopProof> StartAsync(PublishedAppFixture fixture, Func<FunctionsHostOptions, FunctionsHostOptions> configure)
    {
        var processes = new ConcurrentQueue<IChildProcess>();
        IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            ReadsBack = false,
            BatchBytes = BatchBytes,
            Simulator = api => api.EventsOf[SimulatedFeed.AuditEvents] = Events,
            Host = options => configure(options) with { StartProcess = (start, line) => Remember(processes, options.StartProcess(start, line)) },
        });
        return new StopProof(scenario, processes);
    }

    /// <summary>Runs the feed until a batch of it is held at the hub.</summary>
    public async Task<(Task<InvocationResult> Run, ActiveFault Held)> HoldABatchAsync()
    {
        ActiveFault held = Scenario.Hub.AddFault("hold,count=1,after=1");
        while (true)
        {
            Task<InvocationResult> run = Scenario.InvokeAsync(Feed);
            await Eventually.TrueAsync(() => Scenario.Hub.IsHolding(held) || run.IsCompleted, "the batch is held");
            if (!run.IsCompleted)
            {
                return (run, held);
            }

            // A slow machine may not come so far within a short functionTimeout.
            Assert.False((await run).Succeeded, "The feed has caught up, and no batch was held.");
        }
    }

    /// <summary>SIGTERM straight to the process, and SIGKILL after the time of grace, as a container's runtime does; the host learns of the exit only.</summary>
    public async Task TerminateWorkerAsync()
    {
        IChildProcess worker = _processes.First();
        worker.Terminate();
        await Task.WhenAny(worker.Exited, Task.Delay(Worker.UsualGrace, TimeProvider.System, CancellationToken.None));
        worker.Kill();
        await worker.Exited;
    }

    /// <summary>The exit code of the worker that was started first, once what ends it is done.</summary>
    public async Task<int> FirstExitAfterAsync(Task stop)
    {
        await stop;
        return await Eventually.EndsAsync(_processes.First().Exited);
    }

    /// <summary>Whether the worker finished the batch in time: the run ended as stopped, with everything that it sent committed.</summary>
    public async Task<bool> IsFinishedAsync(InvocationResult answer)
    {
        if (!answer.Succeeded)
        {
            return false;
        }

        RecordedRun run = RecordedRun.Read(answer);
        Assert.Equal(("Stopped", "None"), (run.Outcome, run.Failure));
        Assert.Equal(run.Events, (await Scenario.StateAsync(Feed)).TotalEvents);
        return true;
    }

    /// <summary>Another worker goes on to the end; the one that was ended has cost no more than it may.</summary>
    public async Task<DeliveryReport> GoOnAsync(string how, int batches)
    {
        Scenario.Hub.Faults.Clear();
        await Scenario.RestartAsync();
        await Scenario.DrainAsync(Feed);
        DeliveryReport report = Scenario.AssertWhole(batches * Scenario.LargestBatch);
        Figures.Print($"crash matrix: ended in the middle of a batch by {how}: served {report.Served}, missing {report.Missing}, repeated {report.Repeated} (largest batch {Scenario.LargestBatch})");
        return report;
    }

    public ValueTask DisposeAsync() => Scenario.DisposeAsync();

    private static IChildProcess Remember(ConcurrentQueue<IChildProcess> processes, IChildProcess process)
    {
        processes.Enqueue(process);
        return process;
    }
}
