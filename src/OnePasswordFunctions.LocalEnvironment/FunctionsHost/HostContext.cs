namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What every part of the host works with.</summary>
internal sealed class HostContext(FunctionsHostOptions options, HostLog log, TimeProvider timeProvider)
{
    public FunctionsHostOptions Options { get; } = options;

    /// <summary>The published app, a full path.</summary>
    public string AppRoot { get; } = Path.GetFullPath(options.AppRoot);

    public required AppSettings Settings { get; init; }

    public required HostJson HostJson { get; init; }

    public HostLog Log { get; } = log;

    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>What the first worker said about the app's functions: those that come after it are not asked again. Null until then.</summary>
    public FunctionCatalog? Catalog { get; set; }

    /// <summary>How long one invocation may take; infinite for no limit.</summary>
    public TimeSpan FunctionTimeout => Options.FunctionTimeout ?? HostJson.FunctionTimeout ?? Timeout.InfiniteTimeSpan;
}
