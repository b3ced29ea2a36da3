namespace OnePasswordFunctions.Proof;

/// <summary>What a proof of delivery found.</summary>
internal sealed record ProofReport
{
    /// <summary>What was asked for.</summary>
    public required ProofRequest Request { get; init; }

    /// <summary>Up to where the period was compared; the end of the period unless the time or the room did not suffice.</summary>
    public required DateTimeOffset ProvenTo { get; init; }

    /// <summary>When the proof began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>What became of the events; a repair does not change these.</summary>
    public required ProofCounts Counts { get; init; }

    /// <summary>Messages of the feed that were read.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages beyond the first of an event of the period.</summary>
    public required long Surplus { get; init; }

    /// <summary>Messages of the period with an id that the API did not serve, for example of another 1Password account in the same hub.</summary>
    public required long Strangers { get; init; }

    /// <summary>The first of the missing events.</summary>
    public IReadOnlyList<EventMention> Missing { get; init; } = [];

    /// <summary>The first of the altered messages.</summary>
    public IReadOnlyList<EventMention> Altered { get; init; } = [];

    /// <summary>The first of the dead letters.</summary>
    public IReadOnlyList<EventMention> DeadLetters { get; init; } = [];

    /// <summary>What the numbers of the streams say; empty when the hub was not read to its end.</summary>
    public IReadOnlyList<StreamFinding> Streams { get; init; } = [];

    /// <summary>How late the events came.</summary>
    public required Lateness Lateness { get; init; }

    /// <summary>From when on the hub has everything that it took; null when it has all that was looked for.</summary>
    public DateTimeOffset? KeptSince { get; init; }

    /// <summary>Missing events that were published.</summary>
    public int Repaired { get; init; }

    /// <summary>Missing events that no batch can hold.</summary>
    public int NotPublishable { get; init; }

    /// <summary>Why the report is not about all that was asked for; null when it is.</summary>
    public string? Partial { get; init; }

    /// <summary>The earliest event time with which to ask again for the rest; null when there is no rest.</summary>
    public DateTimeOffset? ContinueFrom => ProvenTo < Request.To ? ProvenTo : null;

    /// <summary>Numbers of the feed's own stream that no message carries.</summary>
    public long Gaps => Streams.Where(stream => stream.IsCurrent).Sum(stream => stream.Missing);

    /// <summary>Whether something is wrong.</summary>
    public bool HasDefects => Counts.Missing > 0 || Counts.Altered > 0 || Streams.Any(stream => stream is { IsCurrent: true, Missing: > 0 } or { IsCurrent: true, Conflicts: > 0 });

    /// <summary>Whether every event of the whole period is in the hub or accounted for.</summary>
    public bool IsProven => !HasDefects && Partial is null && Counts.NotCovered == 0;
}
