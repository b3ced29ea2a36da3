using System.Collections.Frozen;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Which event hubs the events go to.</summary>
internal sealed class EventHubOptions
{
    /// <summary>The namespace; null only when the settings have problems.</summary>
    public required AzureAccess? Access { get; init; }

    /// <summary>The hub of each feed.</summary>
    public required FrozenDictionary<EventFeed, string> HubNames { get; init; }

    /// <summary>The most bytes of one request body; what the tier allows is the limit (1 MB, Basic 256 KB).</summary>
    public int MaxBatchBytes { get; init; } = 1_000_000;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
