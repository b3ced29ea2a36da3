namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The log categories that the Functions host uses.</summary>
internal static class HostLogCategories
{
    /// <summary>Lines that the worker writes to stdout and stderr.</summary>
    public const string Console = "Host.Function.Console";

    /// <summary>The host's own doings: starts, restarts, warnings about traps.</summary>
    public const string General = "Host.General";

    /// <summary>How each invocation ended.</summary>
    public const string Results = "Host.Results";

    /// <summary>What goes to the platform's own log; an operator does not see it.</summary>
    public const string System = "Host.System";

    /// <summary>What the worker logs while no invocation runs that it names. The real host drops it, so it has no category there.</summary>
    public const string OutsideInvocations = "(outside invocations)";

    /// <summary>What the worker logs inside an invocation.</summary>
    public static string User(string functionName) => $"Function.{functionName}.User";
}
