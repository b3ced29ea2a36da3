using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Decides how the host files a line that the handler wrote to its console.</summary>
internal static class ConsoleLineReader
{
    private const string SystemPrefix = "LanguageWorkerConsoleLog";
    private const string ToolingPrefix = "azfuncjsonlog:";
    private static readonly string[] ErrorWords = ["error", "fail", "severe", "unhandled exception"];

    /// <param name="line">The line without its end.</param>
    /// <param name="isStandardError">True when it came from stderr.</param>
    /// <param name="standardErrorIsForErrorsOnly">host.json's <c>useStdErrorStreamForErrorsOnly</c>; true for custom handlers by default.</param>
    public static HostLogEntry Read(string line, bool isStandardError, bool standardErrorIsForErrorsOnly)
    {
        if (line.StartsWith(SystemPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return new HostLogEntry(LogLevel.Information, HostLogCategories.System, line[SystemPrefix.Length..]);
        }

        if (line.StartsWith(ToolingPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return new HostLogEntry(LogLevel.Information, HostLogCategories.System, line[ToolingPrefix.Length..]);
        }

        LogLevel level = isStandardError ? ReadLevel(line, standardErrorIsForErrorsOnly) : LogLevel.Information;
        return new HostLogEntry(level, HostLogCategories.Console, line);
    }

    private static LogLevel ReadLevel(string line, bool standardErrorIsForErrorsOnly)
    {
        if (line.Contains("warn", StringComparison.OrdinalIgnoreCase))
        {
            return LogLevel.Warning;
        }

        return standardErrorIsForErrorsOnly || Array.Exists(ErrorWords, word => line.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? LogLevel.Error
            : LogLevel.Information;
    }
}
