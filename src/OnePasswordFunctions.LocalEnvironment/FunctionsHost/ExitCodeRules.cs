namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Which generation of the host decides what an exit code means. Both occur in production.</summary>
internal enum ExitCodeRules
{
    /// <summary>Exit 0 and 200 start the worker again without counting as a crash.</summary>
    Host2026,

    /// <summary>Exit 0 goes unnoticed: every invocation hangs until functionTimeout, which restarts the worker.</summary>
    Host2024,
}
