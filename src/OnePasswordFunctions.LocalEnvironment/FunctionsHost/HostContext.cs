namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What every part of the host works with.</summary>
internal sealed class HostContext(FunctionsHostOptions options, AppSettings settings, TimeProvider timeProvider)
{
    public FunctionsHostOptions Options => options;

    public AppSettings Settings => settings;

    public TimeProvider TimeProvider => timeProvider;

    public PublishedApp App { get; } = PublishedApp.Read(options.AppRoot, settings);

    /// <summary>The host's public port.</summary>
    public int HttpPort { get; } = options.HttpPort == 0 ? FreePort.Find() : options.HttpPort;

    public HostLog Log { get; } = new();

    /// <summary>What the first worker said about the app's functions: those that come after it are not asked again. Null until then.</summary>
    public IReadOnlyList<FunctionDefinition>? Functions { get; set; }
}
