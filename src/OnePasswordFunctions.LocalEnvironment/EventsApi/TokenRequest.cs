namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>What a new token shall be.</summary>
internal sealed record TokenRequest
{
    /// <summary>The feeds that it may read; null means all three.</summary>
    public IReadOnlyCollection<string>? Features { get; init; }

    /// <summary>How long it is valid; null means for ever, and leaves <c>exp</c> out. A negative time makes an expired token.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The host that it names in <c>aud</c>; null means this simulator's host and port.</summary>
    public string? Audience { get; init; }

    /// <summary>The account that it belongs to; null means the simulator's.</summary>
    public string? AccountUuid { get; init; }
}
