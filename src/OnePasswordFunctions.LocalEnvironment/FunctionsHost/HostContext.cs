namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What every part of the host works with.</summary>
internal sealed class HostContext
{
    public required FunctionsHostOptions Options { get; init; }

    public required AppSettings Settings { get; init; }

    public required PublishedApp App { get; init; }

    public required HostLog Log { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>The host's public port.</summary>
    public required int HttpPort { get; init; }

    /// <summary>Where the workers connect.</summary>
    public WorkerEndpoint Endpoint { get; } = new();

    /// <summary>What the first worker said about the app's functions: those that come after it are not asked again. Null until then.</summary>
    public IReadOnlyList<FunctionDefinition>? Functions { get; set; }

    /// <summary>How long one invocation may take; infinite for no limit.</summary>
    public TimeSpan FunctionTimeout => Options.FunctionTimeout ?? App.FunctionTimeout;
}
