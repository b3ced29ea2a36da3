using System.Collections.Concurrent;
using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// What one connection's <c>$cbs</c> and <c>$management</c> answer: to tokens, and to questions about hubs and partitions. Each answer goes to
/// the link whose target the request names as reply-to.
/// </summary>
internal sealed class HubNodes(EventHubStandIn hub, HubConnection connection)
{
    private const int Credit = 100;
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";
    private const string PutToken = "token";

    // By their names, the kinds of requests that faults strike there.
    private static readonly Dictionary<string, string> Nodes = new(StringComparer.Ordinal) { ["$cbs"] = PutToken, ["$management"] = "manage" };

    private readonly ConcurrentDictionary<string, ListenerLink> _replies = new(StringComparer.Ordinal);

    /// <summary>Opens a link to a node; false when the name is of none.</summary>
    public bool TryOpen(string? name, ListenerLink link, Attach attach)
    {
        if (!Nodes.TryGetValue(name ?? "", out string? kind))
        {
            return false;
        }

        if (link.Role)
        {
            link.InitializeReceiver(Credit, (_, message, _, _) => _ = AnswerAsync(link, (RawMessage)message, kind), null);
        }
        else
        {
            string address = (attach.Target as Target)?.Address ?? "";
            _replies[address] = link;
            link.InitializeSender((_, _, _) => { }, (_, _, _, _) => { }, null);
            link.AddClosedCallback((_, _) => _replies.TryRemove(address, out _));
        }

        return true;
    }

    /// <summary>Answers, unless a fault says otherwise.</summary>
    private async Task AnswerAsync(ListenerLink link, RawMessage message, string kind)
    {
        Message request = message.Decode();
        link.DisposeMessage(message, new Accepted(), settled: true);
        connection.Tokens.Newest = request.Body as string ?? connection.Tokens.Newest;
        Message reply;
        try
        {
            string path = HubAddress.PathOf(Text(request, "name"));
            if (!await connection.LetPassAsync(hub.Faults.Take(path.Split('/')[0], kind)))
            {
                return;
            }

            reply = kind == PutToken ? TakeToken(request) : Describe(request);
        }
        catch (AmqpException refused)
        {
            reply = Status(HubRefusals.StatusOf(refused.Error), refused.Error.Description);
        }

        if (_replies.TryGetValue(request.Properties?.ReplyTo ?? "", out ListenerLink? replyLink))
        {
            reply.Properties = new Properties();
            reply.Properties.SetCorrelationId(request.Properties!.GetMessageId());
            replyLink.SendMessage(reply);
        }
    }

    private Message TakeToken(Message request) => connection.Tokens.Put(Text(request, "type"), request.Body as string ?? "", Text(request, "name")) is { } refusal
        ? Status(401, connection.Quote(refusal))
        : Status(202, "Accepted");

    private Message Describe(Message request)
    {
        (string name, string id) = (Text(request, "name"), Text(request, "partition"));
        IReadOnlyList<HubPartition>? partitions = hub.Store.Partitions(name);
        return (Text(request, "operation"), Text(request, "type")) switch
        {
            ("READ", HubType) when partitions is not null => Status(200, "OK", Describe(name, partitions)),
            ("READ", PartitionType) when int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < partitions?.Count
                => Status(200, "OK", Describe(partitions[number], id)),
            ("READ", HubType or PartitionType) => Status(404, $"The messaging entity '{(partitions is null || id.Length == 0 ? name : $"{name}|{id}")}' could not be found."),
            _ => Status(400, "Only READ of a hub or a partition is answered."),
        };
    }

    private Map Describe(string name, IReadOnlyList<HubPartition> partitions) => new()
    {
        ["name"] = name,
        ["type"] = HubType,
        ["created_at"] = hub.Store.CreatedAt.UtcDateTime,
        ["partition_count"] = partitions.Count,
        ["partition_ids"] = partitions.Select(partition => partition.Id.ToString(CultureInfo.InvariantCulture)).ToArray(),
        ["georeplication_factor"] = 1,
    };

    private static Map Describe(HubPartition partition, string id)
    {
        PartitionState state = partition.State;
        return new Map
        {
            ["name"] = partition.Hub,
            ["type"] = PartitionType,
            ["partition"] = id,
            ["begin_sequence_number"] = state.First,
            ["last_enqueued_sequence_number"] = state.Last,
            ["last_enqueued_offset"] = state.LastOffset.ToString(CultureInfo.InvariantCulture),
            ["last_enqueued_time_utc"] = state.LastEnqueuedAt.UtcDateTime,
            ["is_partition_empty"] = state.First > state.Last,
        };
    }

    /// <summary>An application property as text; empty when it is not there.</summary>
    private static string Text(Message request, string property) => Convert.ToString(request.ApplicationProperties?[property], CultureInfo.InvariantCulture) ?? "";

    private static Message Status(int code, string description, object? body = null) => new()
    {
        ApplicationProperties = new ApplicationProperties { Map = { ["status-code"] = code, ["status-description"] = description } },
        BodySection = body is null ? null : new AmqpValue { Value = body },
    };
}
