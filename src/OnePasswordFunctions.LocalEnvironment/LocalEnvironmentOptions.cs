using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What the local environment does, as the command line says. <see cref="CommandOptions"/> explains each.</summary>
internal sealed record LocalEnvironmentOptions
{
    public bool ShowHelp { get; init; }

    public long Events { get; init; } = 3000;

    /// <summary>Events per second; null when nobody asked for a rate.</summary>
    public double? GivenRate { get; init; }

    /// <summary>Events per second. What ends when all has arrived lets nothing more arrive unless it is asked for.</summary>
    public double Rate => GivenRate ?? (UntilCaughtUp ? 0 : 6);

    public long? LiveEvents { get; init; }

    public double LatePercent { get; init; }

    public TimeSpan Latency { get; init; }

    public ImmutableArray<string> Faults { get; init; } = [];

    public ImmutableArray<string> HubFaults { get; init; } = [];

    public int Maximum { get; init; } = 20_000;

    public string Schedule { get; init; } = "* * * * * *";

    public bool UntilCaughtUp { get; init; }

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A real account's Events API; null for the simulator.</summary>
    public Uri? ServerUrl { get; init; }

    /// <summary>The token for it. Never printed.</summary>
    public string? Token { get; init; }

    /// <summary>A real namespace; null for the stand-in. Never printed.</summary>
    public string? EventHubConnection { get; init; }

    public string EventHubName { get; init; } = "onepassword-events";

    public bool UseCoreTools { get; init; }

    public bool PerFunctionProcess { get; init; }

    /// <summary>Where cursors, timer status and the hub's messages stay; null for a temporary folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The port of the HTTP functions; null takes 7071, or a free one when that is taken.</summary>
    public int? Port { get; init; }

    /// <summary>A place in the data folder; null when nothing is to be kept.</summary>
    public string? DataPath(string name) => DataFolder is null ? null : Path.Combine(DataFolder, name);
}
