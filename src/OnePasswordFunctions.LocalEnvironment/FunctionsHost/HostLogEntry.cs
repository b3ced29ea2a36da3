using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One record that the Functions host would log.</summary>
/// <param name="Level">The level under which the host files it.</param>
/// <param name="Category">One of <see cref="HostLogCategories"/>.</param>
/// <param name="FunctionName">The function whose invocation it belongs to; null when there is none.</param>
internal sealed record HostLogEntry(LogLevel Level, string Category, string Text, string? FunctionName = null)
{
    private static readonly string[] ErrorWords = ["error", "fail", "severe", "unhandled exception"];

    /// <summary>The invocation that the worker named, also one that has ended; null when it named none.</summary>
    public string? InvocationId { get; init; }

    /// <summary>The logger's category in the worker, which the real host does not keep; null for what is not the worker's.</summary>
    public string? WorkerCategory { get; init; }

    /// <summary>The event's name in the worker, or its number when it has none.</summary>
    public string? EventId { get; init; }

    /// <summary>Type, message and stack of the exception that came with it.</summary>
    public string? Exception { get; init; }

    /// <summary>How the host files a line that the worker wrote to its console.</summary>
    public static HostLogEntry OfConsole(string line, bool isStandardError) => new(isStandardError ? LevelOf(line) : LogLevel.Information, HostLogCategories.Console, line);

    /// <summary>How the host files what the worker logs.</summary>
    /// <param name="log">The worker's message.</param>
    /// <param name="functionName">The function whose running invocation it belongs to; null when there is none.</param>
    public static HostLogEntry OfWorker(RpcLog log, string? functionName)
    {
        // The real host drops what belongs to no invocation; a developer wants to see it.
        string category = log.LogCategory == RpcLog.Types.Kind.System ? HostLogCategories.System
            : functionName is null ? HostLogCategories.OutsideInvocations
            : HostLogCategories.User(functionName);
        return new HostLogEntry((LogLevel)(int)log.Level, category, log.Message, functionName)
        {
            InvocationId = log.InvocationId.Length == 0 ? null : log.InvocationId,
            WorkerCategory = log.Category,
            EventId = log.EventId,
            Exception = log.Exception is { } error ? string.Join(Environment.NewLine, error.Type, error.Message, error.StackTrace) : null,
        };
    }

    private static LogLevel LevelOf(string line) =>
        line.Contains("warn", StringComparison.OrdinalIgnoreCase) ? LogLevel.Warning
        : Array.Exists(ErrorWords, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)) ? LogLevel.Error
        : LogLevel.Information;
}
