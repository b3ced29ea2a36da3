namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What every part of the host works with.</summary>
internal sealed record HostContext(FunctionsHostOptions Options, AppSettings Settings, HostJson HostJson, HostLog Log, TimeProvider TimeProvider)
{
    /// <summary>How long one invocation may take; infinite for no limit.</summary>
    public TimeSpan FunctionTimeout => Options.FunctionTimeout ?? HostJson.FunctionTimeout ?? Timeout.InfiniteTimeSpan;
}
