namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Which generation of the host decides what an exit code means. Both occur in production.</summary>
internal enum ExitCodeRules
{
    /// <summary>Exit 0, 200, and on Unix 143 (ended by SIGTERM), start the handler again without counting as a crash.</summary>
    Host2026,

    /// <summary>Exit 0 leaves the handler dead: every later invocation fails. Only 200 restarts without counting.</summary>
    Host2024,
}
