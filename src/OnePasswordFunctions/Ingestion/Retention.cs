namespace OnePasswordFunctions.Ingestion;

/// <summary>How long 1Password keeps events, and from when on a backlog is in danger.</summary>
internal static class Retention
{
    /// <summary>1Password keeps events for about this long.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(120);

    /// <summary>Unread events of this age leave ten days to act.</summary>
    public static readonly TimeSpan RiskAge = TimeSpan.FromDays(110);

    /// <summary>The UTC date on which the first unread events will be gone; null while that is not near, or nothing is unread.</summary>
    public static DateOnly? GetRiskDate(DateTimeOffset? oldestUnread, DateTimeOffset now) =>
        oldestUnread is { } oldest && now - oldest > RiskAge ? DateOnly.FromDateTime((oldest + Kept).UtcDateTime) : null;
}
