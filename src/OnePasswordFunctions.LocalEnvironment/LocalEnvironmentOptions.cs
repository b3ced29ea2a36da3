using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What the local environment does, as the command line says.</summary>
internal sealed record LocalEnvironmentOptions
{
    public bool ShowHelp { get; init; }

    /// <summary>How many events wait at the start, over the three feeds.</summary>
    public long Events { get; init; } = 3000;

    /// <summary>How many events arrive per second while it runs, over the three feeds.</summary>
    public double Rate { get; init; } = 6;

    /// <summary>After how many of those no more arrive; null for never.</summary>
    public long? LiveEvents { get; init; }

    /// <summary>The share of events, in percent, that arrive late.</summary>
    public double LatePercent { get; init; }

    /// <summary>How long the Events API takes for an answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Faults of the Events API.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>Faults of the event hub.</summary>
    public ImmutableArray<string> HubFaults { get; init; } = [];

    /// <summary>The most events that one run of one feed publishes.</summary>
    public int Maximum { get; init; } = 20_000;

    /// <summary>When the timers fire.</summary>
    public string Schedule { get; init; } = "* * * * * *";

    /// <summary>Whether to end when every event is in the hub, and prove it.</summary>
    public bool UntilCaughtUp { get; init; }

    /// <summary>The longest that <see cref="UntilCaughtUp"/> waits.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A real account's Events API instead of the simulator.</summary>
    public Uri? ServerUrl { get; init; }

    /// <summary>The token for it. Never printed.</summary>
    public string? Token { get; init; }

    /// <summary>A real namespace instead of the stand-in. Never printed.</summary>
    public string? EventHubConnection { get; init; }

    public string EventHubName { get; init; } = "onepassword-events";

    /// <summary>Core Tools instead of the stand-in for the Functions host.</summary>
    public bool UseCoreTools { get; init; }

    /// <summary>As on Flex Consumption: a worker process per timer and one for HTTP.</summary>
    public bool PerFunctionProcess { get; init; }

    /// <summary>Where cursors, timer status and the hub's messages stay; null for a temporary folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The port of the HTTP functions; null takes 7071, or a free one when that is taken.</summary>
    public int? Port { get; init; }
}
