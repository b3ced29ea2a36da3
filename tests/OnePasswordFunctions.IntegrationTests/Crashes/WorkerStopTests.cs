using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>
/// The host, or the platform, ends the worker in the middle of a batch in each of their ways. Where the worker is asked, it has 4 seconds;
/// a machine that is busy elsewhere can take them away from it, and so each way may be tried a few times.
/// </summary>
public sealed class WorkerStopTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int MostTries = 4;
    private const int Orderly = 200;

    /// <summary>The way, and how the host that does it ends its worker.</summary>
    [Theory]
    [InlineData("a drain", nameof(WorkerStopMode.Drain))]
    [InlineData("WorkerTerminate and a later cancellation", nameof(WorkerStopMode.TerminateFirst))]
    [InlineData("SIGTERM", nameof(WorkerStopMode.Signal))]
    public async Task Stop_WhileABatchIsInHand_CommitsItRepeatsNothingAndExitsWith200(string how, string mode)
    {
        var codes = new List<int>();
        bool isFinished = false;
        for (int tries = 0; tries < MostTries && !isFinished; tries++)
        {
            (isFinished, int code) = await StopOnceAsync(how, Enum.Parse<WorkerStopMode>(mode));
            codes.Add(code);
        }

        Assert.True(isFinished && codes[^1] == Orderly, $"{how}: the worker never finished the batch in its hand; it exited with {string.Join(", ", codes)}.");
    }

    /// <summary>The hub never answers while the worker lives, and takes the batch in when it is gone.</summary>
    [Theory]
    [InlineData("WorkerTerminate, with a hub that is silent", nameof(WorkerStopMode.TerminateFirst))]
    [InlineData("SIGTERM, with a hub that is silent", nameof(WorkerStopMode.Signal))]
    public async Task Stop_WhileTheHubIsSilent_LosesNothingAndRepeatsAtMostThatBatch(string how, string mode)
    {
        await using StopProof proof = await StopProof.StartAsync(fixture, Enum.Parse<WorkerStopMode>(mode));
        (Task<InvocationResult> run, _) = await proof.HoldABatchAsync();

        await proof.Scenario.Host.StopAsync();

        await run;
        await proof.GoOnAsync(how, 1);
    }

    [Fact]
    public async Task Stream_BrokenWhileABatchIsInHand_LosesNothingAndRepeatsAtMostThatBatch()
    {
        await using StopProof proof = await StopProof.StartAsync(fixture, WorkerStopMode.Kill);
        (Task<InvocationResult> run, _) = await proof.HoldABatchAsync();

        proof.Scenario.Host.AbortStreams();

        await Eventually.TrueAsync(() => proof.Scenario.Host.RestartCount == 1, "the host starts another worker");
        Assert.False((await run).Succeeded);
        await proof.GoOnAsync("a stream that breaks", 1);
    }

    [Fact]
    public async Task FunctionTimeout_WhileTheHubIsSilent_LosesNothingAndRepeatsAtMostThatBatch()
    {
        await using StopProof proof = await StopProof.StartAsync(fixture, WorkerStopMode.Kill, TimeSpan.FromSeconds(15));
        (Task<InvocationResult> run, _) = await proof.HoldABatchAsync();

        InvocationResult answer = await run;

        Assert.Contains("FunctionTimeoutException", answer.Error, StringComparison.Ordinal);
        await proof.GoOnAsync("functionTimeout", 1);
    }

    private async Task<(bool IsFinished, int ExitCode)> StopOnceAsync(string how, WorkerStopMode mode)
    {
        await using StopProof proof = await StopProof.StartAsync(fixture, mode);
        FunctionsHostStandIn host = proof.Scenario.Host;
        (Task<InvocationResult> run, ActiveFault held) = await proof.HoldABatchAsync();

        Task stop = AskToStopAsync(proof, mode);
        await Eventually.TrueAsync(() => mode == WorkerStopMode.Signal || host.IsDraining, "the worker is asked to stop");
        proof.Scenario.Hub.Faults.Remove(held);
        InvocationResult answer = await run;
        int code = await proof.FirstExitAfterAsync(stop);

        bool isFinished = await proof.IsFinishedAsync(answer);
        await proof.GoOnAsync(how, isFinished ? 0 : 1);
        return (isFinished, code);
    }

    private static Task AskToStopAsync(StopProof proof, WorkerStopMode mode)
    {
        if (mode != WorkerStopMode.Signal)
        {
            return proof.Scenario.Host.StopAsync();
        }

        proof.TerminateWorker();
        return Task.CompletedTask;
    }
}
