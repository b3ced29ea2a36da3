namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The log categories that the Functions host uses.</summary>
internal static class HostLogCategories
{
    /// <summary>Lines that the handler writes to stdout and stderr.</summary>
    public const string Console = "Host.Function.Console";

    /// <summary>The host's own doings: starts, restarts, warnings about traps.</summary>
    public const string General = "Host.General";

    /// <summary>How each invocation ended.</summary>
    public const string Results = "Host.Results";

    /// <summary>Lines that ask to go to the platform's own log; an operator does not see them.</summary>
    public const string System = "Host.System";

    /// <summary>The category of the lines in a response's <c>Logs</c>.</summary>
    public static string User(string functionName) => $"Function.{functionName}.User";
}
