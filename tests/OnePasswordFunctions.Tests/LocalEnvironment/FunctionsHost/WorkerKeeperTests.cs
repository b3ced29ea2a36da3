using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class WorkerKeeperTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeWorkerApp _app = new FakeWorkerApp()
        .AddTimer("Tick")
        .AddTimer("Waits", call => Task.Delay(Timeout.Infinite, call.Token))
        .AddTimer("Deaf", _ => Task.Delay(Timeout.Infinite));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task KillWorker_InMidCall_FailsTheCallAndTheNextIsServedByANewWorker()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(timeProvider: _clock);
        Task<InvocationResult> run = await BeginAsync(host, "Waits");

        host.KillWorker();
        InvocationResult killed = await Eventually.EndsAsync(run);
        InvocationResult next = await Eventually.EndsAsync(host.InvokeTimerAsync("Tick", CancellationToken.None));

        Assert.Contains("exited with code 137 (0x89)", killed.Error, StringComparison.Ordinal);
        Assert.True(next.Succeeded, next.Error);
        Assert.Equal(1, host.RestartCount);
        Assert.Equal(["WorkerInitRequest", "FunctionLoadRequest", "FunctionLoadRequest", "FunctionLoadRequest", "InvocationRequest"], _app.Workers[1].Received.Select(message => message.ContentCase.ToString()));
    }

    [Fact]
    public async Task Worker_CrashesThreeTimes_HostStopsItself()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(timeProvider: _clock);

        for (int crash = 0; crash < 3; crash++)
        {
            Task<InvocationResult> run = await BeginAsync(host, "Waits");
            _app.Workers[crash].Exit(7);
            Assert.Contains("exited with code 7 (0x7). error: its last words", (await Eventually.EndsAsync(run)).Error, StringComparison.Ordinal);
        }

        await Eventually.EndsAsync(host.Stopped);
        Assert.Equal(2, host.RestartCount);
        Assert.Contains(_app.Log, entry => entry.Level == LogLevel.Error && entry.Text.StartsWith("Exceeded language worker restart retry count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RestartCount_WhileTheNextWorkerIsStarted_DoesNotCountItYet()
    {
        FunctionsHostStandIn? host = null;
        List<int> counts = [];
        FunctionsHostOptions options = _app.Options;
        await using FunctionsHostStandIn started = host = await _app.StartAsync(options with
        {
            StartProcess = (start, line) =>
            {
                counts.Add(host?.RestartCount ?? 0);
                return options.StartProcess(start, line);
            },
        }, _clock);

        host.KillWorker();

        await Eventually.TrueAsync(() => host.RestartCount == 1, "the next worker");
        Assert.Equal([0, 0], counts);
    }

    [Fact]
    public async Task Worker_CannotBeStartedAgain_HostStopsItself()
    {
        int starts = 0;
        FunctionsHostOptions options = _app.Options;
        await using FunctionsHostStandIn host = await _app.StartAsync(
            options with { StartProcess = (start, line) => ++starts == 1 ? options.StartProcess(start, line) : throw new LocalEnvironmentException("dotnet cannot be started.") }, _clock);

        host.KillWorker();

        await Eventually.EndsAsync(host.Stopped);
        Assert.Equal(2, starts);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public async Task Worker_CrashesThreeTimesInALongTime_HostStopsItselfUnlessTheyLieMoreThanHalfAnHourApart(int gapInMinutes, bool isStopped)
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(timeProvider: _clock);

        for (int crash = 1; crash <= 3; crash++)
        {
            _app.Workers[^1].Exit(7);
            await Eventually.TrueAsync(() => host.RestartCount == crash || host.Stopped.IsCompleted, "the next worker, or the end");
            await Eventually.EndsAsync(host.InvokeTimerAsync("Tick", CancellationToken.None));
            _clock.Advance(TimeSpan.FromMinutes(gapInMinutes));
        }

        Assert.Equal((isStopped, isStopped ? 2 : 3), (host.Stopped.IsCompleted, host.RestartCount));
    }

    [Fact]
    public async Task Worker_EndsAfterARestartBeforeItIsGreeted_HostStopsItself()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(timeProvider: _clock);
        _app.ExitCodeAtStart = 0;

        host.KillWorker();

        await Eventually.EndsAsync(host.Stopped);
        Assert.Equal(2, _app.Workers.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public async Task Worker_ExitsOfItsOwnAccord_IsReplacedWithoutCounting(int exitCode)
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.Options with { MaximumCrashes = 1 }, _clock);
        Task<InvocationResult> run = await BeginAsync(host, "Waits");

        _app.Workers[0].Exit(exitCode);

        Assert.False((await Eventually.EndsAsync(run)).Succeeded);
        Assert.True((await Eventually.EndsAsync(host.InvokeTimerAsync("Tick", CancellationToken.None))).Succeeded);
        Assert.Equal(1, host.RestartCount);
    }

    [Fact]
    public async Task AbortStreams_InMidCall_EndsTheDeafWorkerAndStartsAnother()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(timeProvider: _clock);
        Task<InvocationResult> run = await BeginAsync(host, "Waits");

        host.AbortStreams();
        await AdvanceUntilAsync(run);

        Assert.False((await run).Succeeded);
        Assert.True((await Eventually.EndsAsync(host.InvokeTimerAsync("Tick", CancellationToken.None))).Succeeded);
        Assert.Equal(137, await _app.Workers[0].Exited);
    }

    [Fact]
    public async Task FunctionTimeout_FunctionHeedsItsCancellation_SparesTheWorker()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.OptionsWithTimeout("00:05:00"), _clock);
        Task<InvocationResult> run = await BeginAsync(host, "Waits");

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("FunctionTimeoutException: Timeout value of 00:05:00 was exceeded by function: Functions.Waits", (await Eventually.EndsAsync(run)).Error);
        Assert.Contains(_app.Workers[0].Received, message => message.InvocationCancel is not null);
        Assert.True((await Eventually.EndsAsync(host.InvokeTimerAsync("Tick", CancellationToken.None))).Succeeded);
        Assert.Single(_app.Workers);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 137)]
    public async Task FunctionTimeout_FunctionDoesNotReact_CostsTheWorkerItsLife(bool endsWhenAsked, int expectedExitCode)
    {
        _app.EndsWhenAsked = endsWhenAsked;
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.OptionsWithTimeout("00:05:00") with { MaximumCrashes = 1 }, _clock);
        Task<InvocationResult> run = await BeginAsync(host, "Deaf");

        _clock.Advance(TimeSpan.FromMinutes(5));
        await AdvanceUntilAsync(run);
        await AdvanceUntilAsync(_app.Workers[0].Exited);

        Assert.Contains("FunctionTimeoutException", (await run).Error, StringComparison.Ordinal);
        Assert.Equal(expectedExitCode, await _app.Workers[0].Exited);
        Assert.Equal(["InvocationCancel", "WorkerTerminate"], _app.Workers[0].Received.TakeLast(2).Select(message => message.ContentCase.ToString()));
        await Eventually.TrueAsync(() => host.RestartCount == 1, "a restart");
        Assert.True((await Eventually.EndsAsync(host.InvokeTimerAsync("Tick", CancellationToken.None))).Succeeded);
    }

    private async Task<Task<InvocationResult>> BeginAsync(FunctionsHostStandIn host, string function)
    {
        int before = Invocations();
        Task<InvocationResult> run = host.InvokeTimerAsync(function, CancellationToken.None);
        await Eventually.TrueAsync(() => Invocations() > before, "the invocation to reach a worker");
        return run;
    }

    private int Invocations() => _app.Workers.Sum(worker => worker.Received.Count(message => message.ContentCase == StreamingMessage.ContentOneofCase.InvocationRequest));

    private async Task AdvanceUntilAsync(Task task)
    {
        await Eventually.TrueAsync(() =>
        {
            // While a worker starts, time must not outrun it.
            if (_app.Log.Count(entry => entry.Text.StartsWith("Worker process started and initialized", StringComparison.Ordinal)) == _app.Workers.Count)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            return task.IsCompleted;
        }, "the end");
    }
}
