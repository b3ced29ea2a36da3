using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>The orders in which a host ends its worker.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _begun = new();
    private readonly FakeWorkerApp _app = new();

    private FunctionsHostOptions Asking => _app.Options with { TerminationGrace = TimeSpan.FromMinutes(1) };

    public StopTests() => _app.AddTimer("Waits", async call =>
    {
        _begun.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task StopAsync_UsualOrder_CancelsAndWaitsBeforeItTerminates()
    {
        (InvocationResult result, string[] messages) = await StopAsync(Asking);

        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(["InvocationCancel", "WorkerTerminate"], messages);
        Assert.Equal(0, await _app.Workers[0].Exited);
    }

    [Fact]
    public async Task StopAsync_TerminatesFirst_CancelsOnlyAfterwards()
    {
        _app.EndsWhenAsked = false;

        (InvocationResult result, string[] messages) = await StopAsync(Asking with { TerminatesFirst = true });

        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(["WorkerTerminate", "InvocationCancel"], messages);
        Assert.Equal(0, await _app.Workers[0].Exited);
    }

    [Fact]
    public async Task StopAsync_WithoutGrace_KillsAndSaysNothing()
    {
        (InvocationResult result, string[] messages) = await StopAsync(_app.Options);

        Assert.False(result.Succeeded);
        Assert.Empty(messages);
        Assert.Equal(137, await _app.Workers[0].Exited);
    }

    [Fact]
    public async Task StopAsync_AfterwardsNothingIsInvoked_TheResultSaysWhy()
    {
        await StopAsync(_app.Options, async host =>
        {
            InvocationResult late = await Eventually.EndsAsync(host.InvokeTimerAsync("Waits", CancellationToken.None));
            Assert.Equal("It was cancelled before it reached a worker.", late.Error);
            Assert.Single(_app.Workers);
        });
    }

    private async Task<(InvocationResult Result, string[] Messages)> StopAsync(FunctionsHostOptions options, Func<FunctionsHostStandIn, Task>? after = null)
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(options with { StateFolder = _app.AppRoot });
        if (options.TerminatesFirst)
        {
            // As an app with a drain service: it ends when its work is done.
            host.Invocations.Completed += _ => _app.Workers[0].Exit(0);
        }

        Task<InvocationResult> run = host.InvokeTimerAsync("Waits", CancellationToken.None);
        await Eventually.EndsAsync(_begun.Task);
        int before = _app.Workers[0].Received.Count;

        await Eventually.EndsAsync(host.StopAsync());

        Assert.True(host.Stopped.IsCompletedSuccessfully);
        await (after?.Invoke(host) ?? Task.CompletedTask);
        return (await Eventually.EndsAsync(run), [.. _app.Workers[0].Received.Skip(before).Select(message => message.ContentCase.ToString())]);
    }
}
