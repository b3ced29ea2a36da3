namespace OnePasswordFunctions.Proof;

/// <summary>The last daily proof of a feed, as the status shows it.</summary>
internal sealed record StoredProof
{
    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The earliest event time of the period.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the period, as far as it was compared.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Why it says nothing, or not all; null when it does.</summary>
    public string? Problem { get; init; }

    /// <summary>Events that the API served.</summary>
    public long Served { get; init; }

    public long Missing { get; init; }

    public long Altered { get; init; }

    /// <summary>Events of which nothing can be said.</summary>
    public long NotCovered { get; init; }

    /// <summary>Numbers of the feed's stream that no message carries.</summary>
    public long Gaps { get; init; }

    /// <summary>Whether the whole period is in the hub, and nothing is left open.</summary>
    public bool IsProven { get; init; }

    public static StoredProof Of(ProofReport report) => new()
    {
        MadeAt = report.StartedAt,
        From = report.Request.From,
        To = report.ProvenTo,
        Problem = report.Partial,
        Served = report.Counts.Served,
        Missing = report.Counts.Missing,
        Altered = report.Counts.Altered,
        NotCovered = report.Counts.NotCovered,
        Gaps = report.Gaps,
        IsProven = report.IsProven,
    };
}
