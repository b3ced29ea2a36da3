using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Decides how the host files a line that the worker wrote to its console.</summary>
internal static class ConsoleLineReader
{
    private const string SystemPrefix = "LanguageWorkerConsoleLog";
    private const string ToolingPrefix = "azfuncjsonlog:";
    private static readonly string[] ErrorWords = ["error", "fail", "severe", "unhandled exception"];

    /// <param name="line">The line without its end.</param>
    /// <param name="isStandardError">True when it came from stderr.</param>
    public static HostLogEntry Read(string line, bool isStandardError)
    {
        foreach (string prefix in (string[])[SystemPrefix, ToolingPrefix])
        {
            if (line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return new HostLogEntry(LogLevel.Information, HostLogCategories.System, line[prefix.Length..]);
            }
        }

        return new HostLogEntry(isStandardError ? ReadLevel(line) : LogLevel.Information, HostLogCategories.Console, line);
    }

    private static LogLevel ReadLevel(string line)
    {
        if (line.Contains("warn", StringComparison.OrdinalIgnoreCase))
        {
            return LogLevel.Warning;
        }

        return Array.Exists(ErrorWords, word => line.Contains(word, StringComparison.OrdinalIgnoreCase)) ? LogLevel.Error : LogLevel.Information;
    }
}
