using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What the hub stand-in's <c>/control</c> paths show.</summary>
internal sealed class HubControl(EventHubStandIn hub)
{
    private const int Most = 10_000;

    public ControlPanel CreatePanel() => new ControlPanel(hub.Faults)
        .Add("GET /control/state", "per hub: the number of messages; sends, batches, bytes and open connections in all", _ => new
        {
            Sends = hub.Sends.Count,
            hub.Store.Batches,
            hub.Store.Bytes,
            Messages = hub.Count,
            Connections = hub.Connections.Count(connection => connection.IsOpen),
            Hubs = hub.Options.Hubs.ToDictionary(name => name, hub.Store.CountOf),
        })
        .Add("GET /control/messages?hub=onepassword-events&partition=0&count=100", "the newest messages, the newest last", request =>
        {
            string? name = request.Query("hub");
            double partition = request.Number("partition", -1, 0, Most);
            return hub.Messages()
                .Where(message => (name is null || name.Equals(message.Hub, StringComparison.OrdinalIgnoreCase)) && (partition < 0 || message.Partition == partition))
                .TakeLast(Count(request));
        })
        .Add("GET /control/sends?count=100", "the newest sends and what was answered", request => hub.Sends.ToList().TakeLast(Count(request)));

    private static int Count(ControlRequest request) => (int)request.Number("count", 100, 0, Most);
}
