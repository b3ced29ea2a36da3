namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>Everything that the status says.</summary>
/// <param name="Time">When it was read.</param>
/// <param name="Feeds">The feeds, in the order in which people see them; none while settings are bad.</param>
/// <param name="Settings">The settings in force; none while settings are bad.</param>
/// <param name="TokenExpiry">When the API token expires; null when it does not, or does not say.</param>
/// <param name="Problems">What is wrong with the settings.</param>
internal sealed record StatusReport(
    DateTimeOffset Time, IReadOnlyList<FeedStatus> Feeds, IReadOnlyList<SettingView> Settings, DateTimeOffset? TokenExpiry, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the status could be read; if not the answer is 503.</summary>
    public bool IsKnown => Problems.Count == 0 && Feeds.All(feed => feed.Health != FeedHealth.Unknown);

    /// <summary>The worst health of a feed, or that settings are bad.</summary>
    public string Overall => Problems.Count > 0 ? "bad_settings"
        : Has(FeedHealth.Unknown) ? "unknown"
        : Has(FeedHealth.Broken) ? "broken"
        : Has(FeedHealth.Lagging) ? "lagging"
        : Has(FeedHealth.Warning) ? "warning"
        : Has(FeedHealth.Healthy) ? "healthy"
        : Has(FeedHealth.Waiting) ? "waiting"
        : "disabled";

    private bool Has(FeedHealth health) => Feeds.Any(feed => feed.Health == health);
}
