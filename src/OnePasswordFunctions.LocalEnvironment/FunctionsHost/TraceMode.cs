namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Which trace context the host gives to an invocation.</summary>
internal enum TraceMode
{
    /// <summary>None, as a host without telemetry.</summary>
    None,

    Sampled,

    /// <summary>One that tells the worker not to record: by default its spans are dropped.</summary>
    Unsampled,
}
