using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One record that the Functions host would log.</summary>
/// <param name="Level">The level under which the host files it.</param>
/// <param name="Category">One of <see cref="HostLogCategories"/>.</param>
/// <param name="FunctionName">The function whose invocation it belongs to; null when there is none.</param>
/// <param name="InvocationId">The invocation that the worker named, also one that has ended; null when it named none.</param>
/// <param name="WorkerCategory">The logger's category in the worker, which the real host does not keep; null for what is not the worker's.</param>
/// <param name="EventId">The event's name in the worker, or its number when it has none.</param>
/// <param name="Exception">Type, message and stack of the exception that came with it.</param>
internal sealed record HostLogEntry(
    LogLevel Level, string Category, string Text, string? FunctionName = null,
    string? InvocationId = null, string? WorkerCategory = null, string? EventId = null, string? Exception = null)
{
    private static readonly string[] ReservedPrefixes = ["LanguageWorkerConsoleLog", "azfuncjsonlog:"];
    private static readonly string[] ErrorWords = ["error", "fail", "severe", "unhandled exception"];

    /// <summary>How the host files a line that the worker wrote to its console.</summary>
    public static HostLogEntry OfConsole(string line, bool isStandardError) => Array.Find(ReservedPrefixes, prefix => line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } reserved
        ? new HostLogEntry(LogLevel.Information, HostLogCategories.System, line[reserved.Length..])
        : new HostLogEntry(isStandardError ? LevelOf(line) : LogLevel.Information, HostLogCategories.Console, line);

    /// <summary>How the host files what the worker logs.</summary>
    /// <param name="log">The worker's message.</param>
    /// <param name="functionName">The function whose running invocation it belongs to; null when there is none.</param>
    public static HostLogEntry OfWorker(RpcLog log, string? functionName)
    {
        // The real host drops what belongs to no invocation; a developer wants to see it.
        string category = log.LogCategory == RpcLog.Types.Kind.System ? HostLogCategories.System
            : functionName is null ? HostLogCategories.OutsideInvocations
            : HostLogCategories.User(functionName);
        string? invocationId = log.InvocationId.Length == 0 ? null : log.InvocationId;
        string? exception = log.Exception is { } error ? string.Join(Environment.NewLine, error.Type, error.Message, error.StackTrace) : null;
        return new HostLogEntry((LogLevel)(int)log.Level, category, log.Message, functionName, invocationId, log.Category, log.EventId, exception);
    }

    private static LogLevel LevelOf(string line) =>
        line.Contains("warn", StringComparison.OrdinalIgnoreCase) ? LogLevel.Warning
        : Array.Exists(ErrorWords, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)) ? LogLevel.Error
        : LogLevel.Information;
}
