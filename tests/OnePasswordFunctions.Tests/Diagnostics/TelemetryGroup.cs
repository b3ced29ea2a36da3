namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>Meters and activity sources belong to the process, so tests that listen to them run by themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class TelemetryGroup
{
    public const string Name = "Telemetry";
}
