namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the HTTP side of the host works with.</summary>
internal sealed record HttpFrontParts(
    FunctionsHostStandIn Host,
    FunctionInvoker Invoker,
    HostJson HostJson,
    AppSettings Settings,
    FunctionsHostOptions Options,
    TimeProvider TimeProvider);
