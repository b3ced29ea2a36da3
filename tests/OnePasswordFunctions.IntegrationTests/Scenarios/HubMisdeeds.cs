using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What the service does to those who are connected, and what no service does to its messages.</summary>
internal static class HubMisdeeds
{
    /// <summary>Closes every AMQP connection in order, as the service does with idle ones.</summary>
    public static void CloseConnections(this EventHubStandIn hub) => ForEachOpen(hub, connection => connection.Close());

    /// <summary>Ends every token that was put so far, and with it the links that it covers.</summary>
    public static void ExpireTokens(this EventHubStandIn hub) => ForEachOpen(hub, connection => connection.Tokens.Clear());

    /// <summary>Detaches every link to a hub, as the service does with idle ones.</summary>
    public static void DetachLinks(this EventHubStandIn hub, string name) => ForEachOpen(hub, connection =>
    {
        foreach ((ListenerLink link, _) in connection.Links.Where(pair => pair.Value.Hub == name))
        {
            link.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.DetachForced, "The link is force detached because of inactivity."));
        }
    });

    /// <summary>A partition, to look at it or to tamper with it.</summary>
    public static HubPartition Partition(this EventHubStandIn hub, string name, int id) => hub.Store.Find(name, id) ?? throw new ArgumentException($"'{name}' has no partition {id}.");

    /// <summary>Adds a message to a partition, as if a sender had sent it.</summary>
    public static void Add(this EventHubStandIn hub, string name, int partition, HubMessage message) => hub.Store.Accept(hub.Partition(name, partition), EventBatch.Wrap(message.Decode().Encode()));

    /// <summary>Takes a message out; its sequence number stays unused.</summary>
    public static bool Remove(this HubPartition partition, long sequenceNumber)
    {
        int removed = 0;
        partition.Tamper(messages => removed = messages.RemoveAll(message => message.SequenceNumber == sequenceNumber));
        return removed == 1;
    }

    /// <summary>Puts a message in the place of the one that has its sequence number.</summary>
    public static void Replace(this HubPartition partition, HubMessage message) =>
        partition.Tamper(messages => messages[messages.FindIndex(one => one.SequenceNumber == message.SequenceNumber)] = message);

    /// <summary>The same message in the same place, with another body.</summary>
    public static HubMessage With(this HubMessage message, byte[] body)
    {
        Message decoded = message.Decode();
        decoded.BodySection = new Data { Binary = body };
        ByteBuffer encoded = decoded.Encode();
        return message with { Encoded = new ArraySegment<byte>(encoded.Buffer, encoded.Offset, encoded.Length) };
    }

    private static void ForEachOpen(EventHubStandIn hub, Action<HubConnection> action)
    {
        foreach (HubConnection connection in hub.Connections.Where(connection => connection.IsOpen))
        {
            action(connection);
        }
    }
}
