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
    private const string Drain = "a drain";
    private const string TerminateFirst = "WorkerTerminate and a later cancellation";
    private const string Sigterm = "SIGTERM";

    [Theory]
    [InlineData(Drain)]
    [InlineData(TerminateFirst)]
    [InlineData(Sigterm)]
    public async Task Stop_WhileABatchIsInHand_CommitsItRepeatsNothingAndExitsWith200(string how)
    {
        var codes = new List<int>();
        bool isFinished = false;
        for (int tries = 0; tries < MostTries && !isFinished; tries++)
        {
            (isFinished, int code) = await StopOnceAsync(how);
            codes.Add(code);
        }

        Assert.True(isFinished && codes[^1] == Orderly, $"{how}: the worker never finished the batch in its hand; it exited with {string.Join(", ", codes)}.");
    }

    /// <summary>The hub never answers while the worker lives, and takes the batch in when it is gone.</summary>
    [Theory]
    [InlineData(TerminateFirst)]
    [InlineData(Sigterm)]
    public async Task Stop_WhileTheHubIsSilent_LosesNothingAndRepeatsAtMostThatBatch(string how)
    {
        await using StopProof proof = await StartAsync(how);
        (Task<InvocationResult> run, _) = await proof.HoldABatchAsync();

        await AskToStopAsync(proof, how);

        await run;
        await proof.GoOnAsync($"{how}, with a hub that is silent", 1);
    }

    [Fact]
    public async Task Stream_BrokenWhileABatchIsInHand_LosesNothingAndRepeatsAtMostThatBatch()
    {
        await using StopProof proof = await StopProof.StartAsync(fixture, host => host);
        (Task<InvocationResult> run, _) = await proof.HoldABatchAsync();

        proof.Scenario.Host.AbortStreams();

        await Eventually.TrueAsync(() => proof.Scenario.Host.RestartCount == 1, "the host starts another worker");
        Assert.False((await run).Succeeded);
        await proof.GoOnAsync("a stream that breaks", 1);
    }

    [Fact]
    public async Task FunctionTimeout_WhileTheHubIsSilent_LosesNothingAndRepeatsAtMostThatBatch()
    {
        await using StopProof proof = await StopProof.StartAsync(fixture, host => host.WithFunctionTimeout(TimeSpan.FromSeconds(15)));
        (Task<InvocationResult> run, _) = await proof.HoldABatchAsync();

        InvocationResult answer = await run;

        Assert.Contains("FunctionTimeoutException", answer.Error, StringComparison.Ordinal);
        await proof.GoOnAsync("functionTimeout", 1);
    }

    private async Task<(bool IsFinished, int ExitCode)> StopOnceAsync(string how)
    {
        await using StopProof proof = await StartAsync(how);
        FunctionsHostStandIn host = proof.Scenario.Host;
        (Task<InvocationResult> run, ActiveFault held) = await proof.HoldABatchAsync();

        Task stop = AskToStopAsync(proof, how);
        await Eventually.TrueAsync(() => how == Sigterm || host.IsDraining, "the worker is asked to stop");
        proof.Scenario.Hub.Faults.Remove(held);
        InvocationResult answer = await run;
        int code = await proof.FirstExitAfterAsync(stop);

        bool isFinished = await proof.IsFinishedAsync(answer);
        await proof.GoOnAsync(how, isFinished ? 0 : 1);
        return (isFinished, code);
    }

    private Task<StopProof> StartAsync(string how) => StopProof.StartAsync(fixture, host => how switch
    {
        Drain => host with { TerminationGrace = Worker.UsualGrace },
        TerminateFirst => host with { TerminationGrace = Worker.UsualGrace, TerminatesFirst = true },
        _ => host,
    });

    private static Task AskToStopAsync(StopProof proof, string how) => how == Sigterm ? proof.TerminateWorkerAsync() : proof.Scenario.Host.StopAsync();
}
