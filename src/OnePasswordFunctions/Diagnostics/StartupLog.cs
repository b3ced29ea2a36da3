namespace OnePasswordFunctions.Diagnostics;

/// <summary>What is said once, when the process starts.</summary>
internal static partial class StartupLog
{
    [LoggerMessage(903, LogLevel.Warning, "{Caution}")]
    public static partial void Caution(ILogger logger, string caution);
}
