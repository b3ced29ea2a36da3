using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>Puts faults where they strike one side of a scenario.</summary>
internal static class FaultySides
{
    /// <summary>
    /// The API's faults are the simulator's, for the audit events only. The hub plays its own, and the network's in front of it; the
    /// table has only its proxy.
    /// </summary>
    public static ActiveFault AddFault(this IngestionScenario scenario, IngestionTarget side, string text) => side switch
    {
        IngestionTarget.EventsApi => scenario.Simulator.AddFault("auditevents:" + text),
        IngestionTarget.CursorStore => scenario.Table.AddFault(text),
        _ => scenario.Hub.AddFault(text),
    };

    public static void ClearFaults(this IngestionScenario scenario)
    {
        scenario.Simulator.Faults.Clear();
        scenario.Hub.Faults.Clear();
        scenario.Table.Faults.Clear();
    }

    /// <summary>Closes a side's port; callers get "connection refused", and connections that are open are cut.</summary>
    public static Task StopListeningAsync(this IngestionScenario scenario, IngestionTarget side) => side switch
    {
        IngestionTarget.EventsApi => scenario.ApiProxy!.StopListeningAsync(),
        IngestionTarget.CursorStore => scenario.Table.StopListeningAsync(),
        _ => scenario.Hub.StopListeningAsync(),
    };

    /// <summary>Opens the same port again.</summary>
    public static Task ListenAgainAsync(this IngestionScenario scenario, IngestionTarget side) => side switch
    {
        IngestionTarget.EventsApi => scenario.ApiProxy!.ListenAgainAsync(),
        IngestionTarget.CursorStore => scenario.Table.ListenAgainAsync(),
        _ => scenario.Hub.ListenAgainAsync(CancellationToken.None),
    };

    /// <summary>Stores a start with pages of 20 events, so that a run has several pages, batches and commits to be struck at.</summary>
    public static Task BeginWithSmallPagesAsync(this IngestionScenario scenario, EventFeed feed) => scenario.Rows.OverwriteAsync(
        feed, $$"""{"PartitionKey":"default","RowKey":"{{feed.Name}}","PageSize":20,"StartTime":"{{DateTimeOffset.UtcNow.AddDays(-1):O}}"}""");
}
