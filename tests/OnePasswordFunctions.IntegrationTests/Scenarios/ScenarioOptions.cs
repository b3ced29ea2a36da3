using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>How an <see cref="IngestionScenario"/> begins.</summary>
internal sealed record ScenarioOptions
{
    /// <summary>The events that each feed holds from the start.</summary>
    public int EventsPerFeed { get; init; }

    /// <summary>The maximum per fetch of every feed.</summary>
    public int Maximum { get; init; } = 100_000;

    /// <summary>The bytes of a batch; null leaves the app's default.</summary>
    public int? BatchBytes { get; init; }

    /// <summary>The time of one run; null leaves the app's default.</summary>
    public TimeSpan? RunDuration { get; init; }

    /// <summary>The worker as on Flex Consumption, where an instance is for one timer: it starts no web server. All timers can be fired all the same.</summary>
    public bool TimersOnly { get; init; }

    /// <summary>Whether a run after a crash looks up in the hub what the one before it published. Without it the most is repeated that can be.</summary>
    public bool ReadsBack { get; init; } = true;

    /// <summary>Further app settings, over all others.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What differs in the simulator.</summary>
    public Action<SimulatorOptions> Simulator { get; init; } = _ => { };

    /// <summary>The largest batch that the hub takes, in bytes.</summary>
    public int MaxMessageSize { get; init; } = 1_048_576;

    /// <summary>Whether every byte that reaches the hub is kept, and searched for secrets at the end.</summary>
    public bool KeepsReceivedBytes { get; init; }

    /// <summary>Whether the hub's refusals quote the token that the worker put last.</summary>
    public bool HubQuotesTokens { get; init; }

    /// <summary>Hubs that exist beside the usual one.</summary>
    public IReadOnlyList<string> FurtherHubs { get; init; } = [];

    /// <summary>How many messages of each partition the hub keeps; null keeps all.</summary>
    public int? MessagesKept { get; init; }

    /// <summary>Puts a <see cref="FaultyProxy"/> in front of the Events API too; the table always has one.</summary>
    public bool Proxies { get; init; }

    /// <summary>What else differs in the host.</summary>
    public Func<FunctionsHostOptions, FunctionsHostOptions> Host { get; init; } = options => options;
}
