using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class FunctionsHostStandInTests : IDisposable
{
    private readonly FakeHandlerApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task InvokeTimerAsync_HandlerAnswers_ResultHoldsAllOfIt()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Echo").StartAsync(_app.Options with { Settings = new Dictionary<string, string> { ["A__B"] = "c" } });

        InvocationResult result = await host.InvokeTimerAsync("Echo", CancellationToken.None);

        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(200, result.StatusCode);
        Assert.Equal<string>(["line 1", "line 2"], result.Logs);
        JsonElement body = result.ReturnValue.GetProperty("body");
        Assert.Equal("Echo", body.GetProperty("Metadata").GetProperty("sys").GetProperty("MethodName").GetString());
        Assert.True(body.GetProperty("Data").GetProperty("timer").GetProperty("Schedule").GetProperty("AdjustForDST").GetBoolean());
        Assert.False(body.GetProperty("Metadata").TryGetProperty("RetryContext", out _));
        JsonElement environment = result.ReturnValue.GetProperty("env");
        Assert.Equal("c", environment.GetProperty("A__B").GetString());
        Assert.Equal(_app.AppRoot, environment.GetProperty("FUNCTIONS_APP_ROOT_PATH").GetString());
        Assert.Equal(host.HandlerProcessIds.Single(), result.ReturnValue.GetProperty("pid").GetInt32());
    }

    [Theory]
    [InlineData("LowerCase")]
    [InlineData("EmptyObject")]
    public async Task InvokeTimerAsync_AcceptableAnswers_Succeed(string function)
    {
        await using FunctionsHostStandIn host = await _app.AddTimer(function).StartAsync();

        InvocationResult result = await host.InvokeTimerAsync(function, CancellationToken.None);

        Assert.True(result.Succeeded, result.Error);
    }

    [Fact]
    public async Task InvokeTimerAsync_ErrorStatus_FailsAndDropsLogs()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Problem").StartAsync();

        InvocationResult result = await host.InvokeTimerAsync("Problem", CancellationToken.None);

        Assert.False(result.Succeeded);
        Assert.Equal(500, result.StatusCode);
        Assert.Empty(result.Logs);
        Assert.Contains("lost", result.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeTimerAsync_DroppedConnection_FailsWithoutRestart()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Drop").StartAsync();

        InvocationResult result = await host.InvokeTimerAsync("Drop", CancellationToken.None);

        Assert.False(result.Succeeded);
        Assert.Null(result.StatusCode);
        Assert.Equal(0, host.RestartCount);
    }

    [Theory]
    [InlineData("Empty")]
    [InlineData("NullBody")]
    public async Task InvokeTimerAsync_EmptyAnswer_HangsUntilTheTimeoutAndTheHandlerIsReplaced(string function)
    {
        await using FunctionsHostStandIn host = await _app.AddTimer(function).StartAsync(_app.Options with { FunctionTimeout = TimeSpan.FromSeconds(2) });
        var warnings = new ConcurrentQueue<string>();
        host.Log.Written += entry =>
        {
            if (entry.Level == LogLevel.Warning)
            {
                warnings.Enqueue(entry.Text);
            }
        };
        int before = host.HandlerProcessIds.Single();

        InvocationResult result = await host.InvokeTimerAsync(function, CancellationToken.None);

        Assert.False(result.Succeeded);
        Assert.Contains("FunctionTimeoutException", result.Error, StringComparison.Ordinal);
        Assert.Contains(warnings, text => text.Contains("HANGS", StringComparison.Ordinal));
        await FakeHandlerApp.UntilAsync(() => host.RestartCount == 1, "a restart");
        Assert.DoesNotContain(before, host.HandlerProcessIds);
    }

    [Fact]
    public async Task InvokeTimerAsync_EmptyAnswerWhenStrict_FailsAtOnce()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Empty").StartAsync(_app.Options with { Strict = true });

        InvocationResult result = await host.InvokeTimerAsync("Empty", CancellationToken.None);

        Assert.Contains("empty or null body", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, host.RestartCount);
    }

    [Fact]
    public async Task InvokeTimerAsync_RetryPolicy_RepeatsWithTheSameIdAndSaysSo()
    {
        await using FunctionsHostStandIn host = await _app
            .AddTimer("Flaky", more: """, "retry": { "strategy": "fixedDelay", "maxRetryCount": 3, "delayInterval": "00:00:00.010" }""").StartAsync();

        InvocationResult result = await host.InvokeTimerAsync("Flaky", CancellationToken.None);

        Assert.True(result.Succeeded, result.Error);
        Assert.Equal(3, result.Attempts);
        Assert.Equal(result.InvocationId.ToString(), result.ReturnValue.GetProperty("id").GetString());
        JsonElement retry = result.ReturnValue.GetProperty("body").GetProperty("Metadata").GetProperty("RetryContext");
        Assert.Equal(2, retry.GetProperty("RetryCount").GetInt32());
        Assert.Equal(3, retry.GetProperty("MaxRetryCount").GetInt32());
        Assert.Contains("500", retry.GetProperty("Exception").GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KillHandler_NextInvocation_IsServedByANewProcess()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Echo").StartAsync();
        int before = host.HandlerProcessIds.Single();

        host.KillHandler();
        await FakeHandlerApp.UntilAsync(() => host.RestartCount == 1, "a restart");
        InvocationResult result = await host.InvokeTimerAsync("Echo", CancellationToken.None);

        Assert.True(result.Succeeded, result.Error);
        Assert.NotEqual(before, result.ReturnValue.GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task Handler_CrashesThreeTimes_HostStopsItself()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Crash").StartAsync();
        var errors = new ConcurrentQueue<string>();
        host.Log.Written += entry =>
        {
            if (entry is { Level: LogLevel.Error, Category: HostLogCategories.General })
            {
                errors.Enqueue(entry.Text);
            }
        };

        for (int crash = 0; crash < 3; crash++)
        {
            InvocationResult result = await host.InvokeTimerAsync("Crash", CancellationToken.None);
            Assert.False(result.Succeeded);
            int expected = crash + 1;
            await FakeHandlerApp.UntilAsync(() => host.RestartCount == expected || host.Stopped.IsCompleted, "a restart or the end");
        }

        await host.Stopped.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, host.RestartCount);
        Assert.Contains(errors, text => text.Contains("exited with code 7 (0x7)", StringComparison.Ordinal) && text.Contains("it broke", StringComparison.Ordinal));
        Assert.Contains(errors, text => text.Contains("Exceeded http worker restart retry count", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ExitZero", ExitCodeRules.Host2026, true)]
    [InlineData("ExitZero", ExitCodeRules.Host2024, false)]
    [InlineData("Exit200", ExitCodeRules.Host2024, true)]
    internal async Task Handler_ExitsByItself_IsReplacedAsTheRulesSay(string function, ExitCodeRules rules, bool isReplaced)
    {
        await using FunctionsHostStandIn host = await _app.AddTimer(function).AddTimer("Echo").StartAsync(_app.Options with { ExitCodeRules = rules });

        await host.InvokeTimerAsync(function, CancellationToken.None);
        await FakeHandlerApp.UntilAsync(() => host.RestartCount == 1 || host.HandlerProcessIds.IsEmpty, "the exit");
        InvocationResult next = await host.InvokeTimerAsync("Echo", CancellationToken.None);

        Assert.Equal(isReplaced, next.Succeeded);
        Assert.Equal(isReplaced ? 1 : 0, host.RestartCount);
        Assert.False(host.Stopped.IsCompleted);
    }

    [Fact]
    public async Task StartAsync_HandlerCannotStart_SaysSo()
    {
        _app.AddTimer("Echo");

        LocalEnvironmentException exception = await Assert.ThrowsAsync<LocalEnvironmentException>(
            () => _app.StartAsync(_app.Options with { Settings = new Dictionary<string, string> { ["FAKE_START_EXIT"] = "1" } }));

        Assert.Contains("did not start", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_ConsoleLines_HaveTheHostsLevels()
    {
        var lines = new ConcurrentQueue<HostLogEntry>();
        await using FunctionsHostStandIn host = await _app.AddTimer("Talk").StartAsync();
        host.Log.Written += lines.Enqueue;

        await host.InvokeTimerAsync("Talk", CancellationToken.None);

        await FakeHandlerApp.UntilAsync(() => lines.Count(line => line.Category == HostLogCategories.Console) == 3, "three lines");
        Assert.Equal(LogLevel.Information, lines.Single(line => line.Text == "spoken").Level);
        Assert.Equal(LogLevel.Warning, lines.Single(line => line.Text == "Warning: careful").Level);
        Assert.Equal(LogLevel.Error, lines.Single(line => line.Text == "bad").Level);
    }

    [Theory]
    [InlineData(HandlerStopMode.Kill, false)]
    [InlineData(HandlerStopMode.Terminate, true)]
    internal async Task StopAsync_EndsTheHandler_AsTheModeSays(HandlerStopMode mode, bool isAsked)
    {
        var lines = new ConcurrentQueue<string>();
        await using FunctionsHostStandIn host = await _app.AddTimer("Echo").StartAsync(_app.Options with { StopMode = mode });
        host.Log.Written += entry => lines.Enqueue(entry.Text);
        int processId = host.HandlerProcessIds.Single();

        await host.StopAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
        Assert.Equal(isAsked && !OperatingSystem.IsWindows(), lines.Contains("terminated"));
    }

    [Fact]
    public async Task RunTimers_SecondSchedule_FiresOnItsOwn()
    {
        await using FunctionsHostStandIn host = await _app.AddTimer("Echo", "* * * * * *").StartAsync(_app.Options with { RunTimers = true });
        var results = new ConcurrentQueue<InvocationResult>();
        host.InvocationCompleted += results.Enqueue;

        await FakeHandlerApp.UntilAsync(() => results.Count >= 2, "two runs");

        JsonElement timer = results.First().ReturnValue.GetProperty("body").GetProperty("Data").GetProperty("timer");
        Assert.Equal(JsonValueKind.Null, timer.GetProperty("ScheduleStatus").ValueKind);
    }

    [Fact]
    public async Task PerFunctionProcess_TwoTimers_HaveTheirOwnProcessesThatEndWhenIdle()
    {
        _app.AddTimer("Echo").AddTimer("EmptyObject").AddHttp("Described");
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.Options with { PerFunctionProcess = true, IdleTimeout = TimeSpan.FromMilliseconds(500) });
        Assert.Empty(host.HandlerProcessIds);
        var starts = new ConcurrentQueue<string>();
        host.Log.Written += entry =>
        {
            if (entry.Text.StartsWith("Handler started", StringComparison.Ordinal))
            {
                starts.Enqueue(entry.Text);
            }
        };

        await Task.WhenAll(host.InvokeTimerAsync("Echo", CancellationToken.None), host.InvokeTimerAsync("EmptyObject", CancellationToken.None));
        Assert.Equal(2, starts.Distinct().Count());

        await FakeHandlerApp.UntilAsync(() => host.HandlerProcessIds.IsEmpty, "idle processes to end");
        InvocationResult again = await host.InvokeTimerAsync("Echo", CancellationToken.None);
        Assert.True(again.Succeeded, again.Error);
        Assert.Equal(3, starts.Count);
        Assert.Equal(0, host.RestartCount);
    }
}
