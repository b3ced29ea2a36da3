using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class HostLogEntryTests
{
    private readonly RpcLog _log = new() { InvocationId = "one", Category = "App.Thing", Level = RpcLog.Types.Level.Warning, Message = "hello", EventId = "Seen" };

    [Fact]
    public void OfWorker_InsideAnInvocation_IsTheFunctionsOwn()
    {
        _log.Exception = new RpcError { Type = "System.Exception", Message = "bad", StackTrace = "at x" };

        HostLogEntry entry = HostLogEntry.OfWorker(_log, "Tick");

        Assert.Equal(new HostLogEntry(LogLevel.Warning, "Function.Tick.User", "hello", "Tick")
        {
            InvocationId = "one",
            WorkerCategory = "App.Thing",
            EventId = "Seen",
            Exception = string.Join(Environment.NewLine, "System.Exception", "bad", "at x"),
        }, entry);
    }

    [Fact]
    public void OfWorker_NoRunningInvocation_IsMarked()
    {
        HostLogEntry entry = HostLogEntry.OfWorker(_log, functionName: null);

        Assert.Equal((HostLogCategories.OutsideInvocations, "one", null), (entry.Category, entry.InvocationId, entry.FunctionName));
    }

    [Fact]
    public void OfWorker_SystemLog_IsForThePlatform()
    {
        _log.LogCategory = RpcLog.Types.Kind.System;

        Assert.Equal(HostLogCategories.System, HostLogEntry.OfWorker(_log, "Tick").Category);
    }

    [Theory]
    [InlineData("an error", false, LogLevel.Information)]
    [InlineData("WARNING: x", true, LogLevel.Warning)]
    [InlineData("anything", true, LogLevel.Information)]
    [InlineData("Unhandled Exception", true, LogLevel.Error)]
    public void OfConsole_Line_HasTheHostsLevel(string line, bool isStandardError, LogLevel expected)
    {
        HostLogEntry entry = HostLogEntry.OfConsole(line, isStandardError);

        Assert.Equal(expected, entry.Level);
        Assert.Equal(HostLogCategories.Console, entry.Category);
        Assert.Equal(line, entry.Text);
    }

    [Theory]
    [InlineData("LanguageWorkerConsoleLogabc")]
    [InlineData("azfuncjsonlog:abc")]
    public void OfConsole_ReservedPrefix_IsNotForTheOperator(string line)
    {
        HostLogEntry entry = HostLogEntry.OfConsole(line, isStandardError: true);

        Assert.Equal(HostLogCategories.System, entry.Category);
        Assert.Equal("abc", entry.Text);
    }
}
