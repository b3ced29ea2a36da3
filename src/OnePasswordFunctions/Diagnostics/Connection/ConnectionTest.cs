using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>Proves the set-up from end to end and reports everything at once. Sends no event, stores no position.</summary>
internal sealed class ConnectionTest(
    IngesterSettings settings, NetworkChecks network, TokenChecks token, FeedChecks feeds, TableChecks tables, HubChecks hubs, TimeProvider time)
{
    public async Task<ConnectionReport> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset startedAt = time.GetUtcNow();
        long start = time.GetTimestamp();
        Task<IReadOnlyList<ConnectionCheck>> api = CheckApiAsync(cancellationToken);
        Task<IReadOnlyList<ConnectionCheck>> table = tables.RunAsync(cancellationToken);
        Task<IReadOnlyList<ConnectionCheck>> hub = hubs.RunAsync(cancellationToken);
        IReadOnlyList<ConnectionCheck>[] groups = await Task.WhenAll(api, table, hub);
        return new ConnectionReport([CheckSettings(), .. groups.SelectMany(checks => checks)], startedAt, time.GetElapsedTime(start));
    }

    /// <summary>Once the API can not be reached, asking it more would only repeat that.</summary>
    private async Task<IReadOnlyList<ConnectionCheck>> CheckApiAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ConnectionCheck> way = await network.RunAsync(cancellationToken);
        bool isReachable = way.All(check => check.Finding.Outcome != CheckOutcome.Failed);
        Task<IReadOnlyList<ConnectionCheck>> accepted = token.RunAsync(isReachable, cancellationToken);
        Task<IReadOnlyList<ConnectionCheck>> readable = feeds.RunAsync(isReachable, cancellationToken);
        return [.. way, .. await accepted, .. await readable];
    }

    private ConnectionCheck CheckSettings()
    {
        string fetching = settings.Ingestion.FetchEvents ? "" : " OnePassword__FetchEvents is false: the timers do nothing.";
        string cautions = settings.Cautions.Count == 0 ? "" : " " + string.Join(' ', settings.Cautions);
        return new ConnectionCheck(CheckNames.Settings, CheckFinding.Ok($"All settings are usable.{fetching}{cautions}"), TimeSpan.Zero);
    }
}
