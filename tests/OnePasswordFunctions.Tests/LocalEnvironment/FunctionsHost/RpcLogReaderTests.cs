using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class RpcLogReaderTests
{
    private readonly RpcLog _log = new() { InvocationId = "one", Category = "App.Thing", Level = RpcLog.Types.Level.Warning, Message = "hello", EventId = "Seen" };

    [Fact]
    public void Read_InsideAnInvocation_IsTheFunctionsOwn()
    {
        _log.Exception = new RpcError { Type = "System.Exception", Message = "bad", StackTrace = "at x" };

        HostLogEntry entry = RpcLogReader.Read(_log, "Tick");

        Assert.Equal(new HostLogEntry(LogLevel.Warning, "Function.Tick.User", "hello", "Tick")
        {
            InvocationId = "one",
            WorkerCategory = "App.Thing",
            EventId = "Seen",
            Exception = string.Join(Environment.NewLine, "System.Exception", "bad", "at x"),
        }, entry);
    }

    [Fact]
    public void Read_NoRunningInvocation_IsMarked()
    {
        HostLogEntry entry = RpcLogReader.Read(_log, functionName: null);

        Assert.Equal((HostLogCategories.OutsideInvocations, "one", null), (entry.Category, entry.InvocationId, entry.FunctionName));
    }

    [Fact]
    public void Read_SystemLog_IsForThePlatform()
    {
        _log.LogCategory = RpcLog.Types.Kind.System;

        Assert.Equal(HostLogCategories.System, RpcLogReader.Read(_log, "Tick").Category);
    }

    [Fact]
    public void Read_Metric_ShowsItsValues()
    {
        var metric = new RpcLog { LogCategory = RpcLog.Types.Kind.CustomMetric };
        metric.PropertiesMap["Name"] = new TypedData { String = "events" };

        Assert.Equal("Metric Name=events", RpcLogReader.Read(metric, "Tick").Text);
    }
}
