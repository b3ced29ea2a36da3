using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What the hub stand-in's <c>/control</c> paths show.</summary>
internal static class HubControl
{
    private const int Most = 10_000;

    public static ControlPanel Create(EventHubStandIn standIn) => new ControlPanel(standIn.Faults)
        .Add("GET /control/state", "per hub: the number of messages; sends, batches, bytes and open connections in all", _ => new
        {
            Sends = standIn.Sends.Count,
            standIn.Store.Batches,
            standIn.Store.Bytes,
            Messages = standIn.Count,
            Connections = standIn.Connections.Count(connection => connection.IsOpen),
            Hubs = standIn.Options.Hubs.ToDictionary(hub => hub, standIn.Store.CountOf),
        })
        .Add("GET /control/messages?hub=onepassword-events&partition=0&count=100", "the newest messages, the newest last", request =>
        {
            string? hub = request.Query("hub");
            double partition = request.Number("partition", -1, 0, Most);
            return standIn.Messages()
                .Where(message => (hub is null || hub.Equals(message.Hub, StringComparison.OrdinalIgnoreCase)) && (partition < 0 || message.Partition == partition))
                .TakeLast(Count(request));
        })
        .Add("GET /control/sends?count=100", "the newest sends and what was answered", request => standIn.Sends.ToList().TakeLast(Count(request)));

    private static int Count(ControlRequest request) => (int)request.Number("count", 100, 0, Most);
}
