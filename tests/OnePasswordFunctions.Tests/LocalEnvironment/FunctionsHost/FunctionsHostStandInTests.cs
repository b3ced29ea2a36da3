using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class FunctionsHostStandInTests : IAsyncLifetime
{
    private readonly FakeWorkerApp _app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task InvokeTimerAsync_FunctionReturns_SucceedsWithWhatItLogged()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Tick", call => call.LogAsync("ran")).StartAsync();
        var completed = new List<InvocationResult>();
        host.Invocations.Completed += completed.Add;

        InvocationResult result = await host.InvokeTimerAsync("tick", CancellationToken.None);

        Assert.True(result.Succeeded, result.Error);
        HostLogEntry line = Assert.Single(result.Logs);
        Assert.Equal(("ran", "Function.Tick.User", result.InvocationId.ToString()), (line.Text, line.Category, line.InvocationId));
        Assert.Contains(line, _app.Log);
        Assert.Same(result, Assert.Single(completed));
        Assert.Contains(_app.Log, entry => entry is { Level: LogLevel.Information, Category: HostLogCategories.Results });
    }

    [Fact]
    public async Task InvokeTimerAsync_FunctionThrows_FailsWithItsException()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Tick", _ => throw new InvalidOperationException("it is bad")).StartAsync();

        InvocationResult result = await host.InvokeTimerAsync("Tick", CancellationToken.None);

        Assert.Equal((false, "it is bad", "System.InvalidOperationException"), (result.Succeeded, result.Error, result.ErrorType));
        Assert.Contains(_app.Log, entry => entry is { Level: LogLevel.Error, Category: HostLogCategories.Results } && entry.Text.EndsWith("it is bad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task InvokeTimerAsync_Cancelled_AsksTheFunctionAndWaitsForItsAnswer()
    {
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        _app.AddTimer("Waits", async call =>
        {
            using CancellationTokenRegistration registration = call.Token.Register(cancelled.SetResult);
            begun.SetResult();
            await release.Task;
        });
        await using FunctionsHostStandIn host = await _app.StartAsync();
        using var cancelling = new CancellationTokenSource();

        Task<InvocationResult> run = host.InvokeTimerAsync("Waits", cancelling.Token);
        await Eventually.EndsAsync(begun.Task);
        await cancelling.CancelAsync();
        await Eventually.EndsAsync(cancelled.Task);
        Assert.False(run.IsCompleted);
        release.SetResult();

        Assert.True((await Eventually.EndsAsync(run)).Succeeded);
    }

    [Fact]
    public async Task InvokeTimerAsync_UnexpectedMessages_AreTolerated()
    {
        _app.AddTimer("Odd", async call =>
        {
            await call.Worker.SendAsync(new StreamingMessage());
            await call.Worker.SendAsync(new StreamingMessage { InvocationResponse = new InvocationResponse { InvocationId = "forgotten" } });
            await call.Worker.SendAsync(new StreamingMessage { FunctionLoadResponse = new FunctionLoadResponse { FunctionId = "again" } });
            await call.LogAsync(new string('x', 6_000_000));
        });
        await using FunctionsHostStandIn host = await _app.StartAsync();

        InvocationResult result = await Eventually.EndsAsync(host.InvokeTimerAsync("Odd", CancellationToken.None));

        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(6_000_000, Assert.Single(result.Logs).Text.Length);
    }

    [Fact]
    public async Task Log_WithoutARunningInvocation_IsKeptAndMarked()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Tick").StartAsync();

        await _app.Workers[0].SendAsync(new StreamingMessage { RpcLog = new RpcLog { InvocationId = "over", Message = "late", Category = "App" } });

        await Eventually.TrueAsync(() => _app.Log.Any(entry => entry is { Text: "late", Category: HostLogCategories.OutsideInvocations, InvocationId: "over" }), "the line");
    }

    [Fact]
    public async Task RunTimers_Tick_FiresAndTellsTheStatus()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 10, 59, 30, TimeSpan.Zero));
        var told = new TaskCompletionSource<string>();
        _app.AddTimer("Tick", call =>
        {
            told.TrySetResult(call.Request.InputData[0].Data.Json);
            return Task.CompletedTask;
        }, schedule: "0 0 * * * *");
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.OptionsWithTimeout("-1") with { RunTimers = true }, clock);

        await Eventually.TrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return told.Task.IsCompleted;
        }, "the tick");

        Assert.Matches("\"Last\":\"0001-01-01T00:00:00\\+00:00\",\"Next\":\"[-0-9]+T[0-9]{2}:00:00\\+00:00\".*\"IsPastDue\":false", await told.Task);
    }

    [Fact]
    public async Task PerFunctionProcess_TwoTimers_HaveTheirOwnWorkersThatEndWhenIdle()
    {
        var clock = new FakeTimeProvider();
        _app.AddTimer("One", call => call.LogAsync("")).AddTimer("Two", call => call.LogAsync(""));
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.Options with { PerFunctionProcess = true }, clock);

        await host.InvokeTimerAsync("One", CancellationToken.None);
        await host.InvokeTimerAsync("Two", CancellationToken.None);

        Assert.Equal(3, _app.Workers.Count);
        Assert.Equal(3, host.WorkerProcessIds.Length);
        Assert.Equal(1, _app.Workers.Count(worker => worker.Received.Any(message => message.FunctionsMetadataRequest is not null)));
        clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => host.WorkerProcessIds.IsEmpty, "idle workers to end");
        Assert.True((await host.InvokeTimerAsync("One", CancellationToken.None)).Succeeded);
        Assert.Equal((4, 0), (_app.Workers.Count, host.RestartCount));
    }

    [Fact]
    public async Task PerFunctionProcess_WorkerThatIsUsedAgainOrStill_IsNotTakenAway()
    {
        var clock = new FakeTimeProvider();
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _app.AddTimer("Short").AddTimer("Long", _ => begun.TrySetResult() ? release.Task : Task.CompletedTask);
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.Options with { PerFunctionProcess = true }, clock);

        Task<InvocationResult> running = host.InvokeTimerAsync("Long", CancellationToken.None);
        await Eventually.EndsAsync(begun.Task);
        await host.InvokeTimerAsync("Long", CancellationToken.None);
        await host.InvokeTimerAsync("Short", CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(20));
        await host.InvokeTimerAsync("Short", CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(20));
        await Eventually.TrueAsync(() => host.WorkerProcessIds.Length == 2, "the idle worker of HTTP to end");
        release.SetResult();

        Assert.True((await Eventually.EndsAsync(running)).Succeeded);
        Assert.True((await host.InvokeTimerAsync("Short", CancellationToken.None)).Succeeded);
        Assert.Equal(3, _app.Workers.Count);
    }
}
