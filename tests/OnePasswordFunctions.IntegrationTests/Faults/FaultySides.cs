using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>Puts faults where they strike one side of a scenario.</summary>
internal static class FaultySides
{
    /// <summary>
    /// The API's faults are the simulator's, for the audit events only. The hub plays what the service itself could do, and the
    /// proxy in front of it what a gateway does in its place. The table has only its proxy.
    /// </summary>
    public static ActiveFault AddFault(this IngestionScenario scenario, IngestionTarget side, string text) => side switch
    {
        IngestionTarget.EventsApi => scenario.Simulator.AddFault("auditevents:" + text),
        IngestionTarget.CursorStore => scenario.Table.AddFault(text),
        _ when text.StartsWith("batch:", StringComparison.Ordinal) => scenario.HubProxy!.AddFault(text),
        _ => scenario.Hub.AddFault(text),
    };

    public static void ClearFaults(this IngestionScenario scenario)
    {
        scenario.Simulator.Faults.Clear();
        scenario.Hub.Faults.Clear();
        scenario.HubProxy?.Faults.Clear();
        scenario.Table.Faults.Clear();
    }

    public static FaultyProxy ProxyOf(this IngestionScenario scenario, IngestionTarget side) => side switch
    {
        IngestionTarget.EventsApi => scenario.ApiProxy!,
        IngestionTarget.EventHub => scenario.HubProxy!,
        _ => scenario.Table,
    };

    /// <summary>Stores a start with pages of 20 events, so that a run has several pages, batches and commits to be struck at.</summary>
    public static Task BeginWithSmallPagesAsync(this IngestionScenario scenario, EventFeed feed) => scenario.Rows.OverwriteAsync(
        feed, $$"""{"PartitionKey":"default","RowKey":"{{feed.Name}}","PageSize":20,"StartTime":"{{DateTimeOffset.UtcNow.AddDays(-1):O}}"}""");
}
