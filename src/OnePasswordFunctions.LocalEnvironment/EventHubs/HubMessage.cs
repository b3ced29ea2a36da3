namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One message in a hub, as a consumer would see it.</summary>
internal sealed record HubMessage
{
    public required string Hub { get; init; }

    /// <summary>Counts from 0 in each hub, in the order of acceptance.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>The number of the request that brought it, counted from 0 over all hubs.</summary>
    public required long Batch { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The user properties; over HTTPS all are texts.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }
}
