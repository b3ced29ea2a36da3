using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>Everything that the connection test found.</summary>
/// <param name="Checks">The checks in the order in which data moves.</param>
/// <param name="StartedAt">When the test began.</param>
/// <param name="Duration">How long it took; less than the checks together, since many run at once.</param>
internal sealed record ConnectionReport(IReadOnlyList<ConnectionCheck> Checks, DateTimeOffset StartedAt, TimeSpan Duration)
{
    /// <summary>Whether nothing failed.</summary>
    public bool IsOk => Count(CheckOutcome.Failed) == 0;

    /// <summary>The counts as a sentence.</summary>
    public string Summary => $"{Count(CheckOutcome.Ok)} ok, {Count(CheckOutcome.Failed)} failed, {Count(CheckOutcome.Skipped)} skipped";

    /// <summary>The report while the settings have problems: nothing else can be tried.</summary>
    public static ConnectionReport ForBadSettings(IReadOnlyList<string> problems, DateTimeOffset now)
    {
        var settings = new ConnectionCheck(
            CheckNames.Settings, CheckFinding.Failed(string.Join(' ', problems), "Mend these app settings and restart the app. Nothing is lost meanwhile."), TimeSpan.Zero);
        string[] others =
        [
            CheckNames.ApiDns, CheckNames.ApiTcp, CheckNames.ApiTls, CheckNames.Token, CheckNames.TokenExpiry, CheckNames.TokenFeatures, CheckNames.TokenRegion,
            .. EventFeed.All.Select(CheckNames.Feed),
            CheckNames.Clock, CheckNames.TableStorage, CheckNames.CursorTable, CheckNames.CursorWrite, CheckNames.HubTcp, CheckNames.HubTls, CheckNames.EventHub(null),
        ];
        return new ConnectionReport([settings, .. others.Select(name => ConnectionCheck.Skipped(name, "The settings come first."))], now, TimeSpan.Zero);
    }

    private int Count(CheckOutcome outcome) => Checks.Count(check => check.Finding.Outcome == outcome);
}
