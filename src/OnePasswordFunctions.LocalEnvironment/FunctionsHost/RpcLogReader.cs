using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Decides how the host files what the worker logs.</summary>
internal static class RpcLogReader
{
    /// <param name="log">The worker's message.</param>
    /// <param name="functionName">The function whose running invocation it belongs to; null when there is none.</param>
    public static HostLogEntry Read(RpcLog log, string? functionName) => new((LogLevel)(int)log.Level, CategoryOf(log, functionName), TextOf(log), functionName)
    {
        InvocationId = log.InvocationId.Length == 0 ? null : log.InvocationId,
        WorkerCategory = log.Category,
        EventId = log.EventId,
        Exception = log.Exception is { } error ? string.Join(Environment.NewLine, error.Type, error.Message, error.StackTrace) : null,
    };

    private static string CategoryOf(RpcLog log, string? functionName)
    {
        if (log.LogCategory == RpcLog.Types.Kind.System)
        {
            return HostLogCategories.System;
        }

        // The real host drops these; a developer wants to see them.
        return functionName is null ? HostLogCategories.OutsideInvocations : HostLogCategories.User(functionName);
    }

    private static string TextOf(RpcLog log) => log.LogCategory == RpcLog.Types.Kind.CustomMetric
        ? "Metric " + string.Join(", ", log.PropertiesMap.Select(property => $"{property.Key}={ValueOf(property.Value)}"))
        : log.Message;

    private static string ValueOf(TypedData value) => value.DataCase switch
    {
        TypedData.DataOneofCase.String => value.String,
        TypedData.DataOneofCase.Json => value.Json,
        _ => value.ToString(),
    };
}
