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
internal sealed class HubNodes(EventHubStandIn hub, HubConnection connection, ConnectionTokens tokens)
{
    private const int Credit = 100;
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    private readonly ConcurrentDictionary<string, ListenerLink> _replies = new(StringComparer.Ordinal);
    private readonly TokenCheck _check = new(hub.Options, hub.TimeProvider);

    /// <summary>The token that the client put last, whatever was answered.</summary>
    public string NewestToken { get; private set; } = "";

    /// <summary>Serves a link to a node; false when the name is of none.</summary>
    public bool TryAttach(string? name, ListenerLink link, Attach attach)
    {
        Func<Message, Task<Message?>>? answer = name switch
        {
            "$cbs" => PutTokenAsync,
            "$management" => ManageAsync,
            _ => null,
        };
        if (answer is not null && link.Role)
        {
            link.InitializeReceiver(Credit, (_, message, _, _) => _ = AnswerAsync(link, (RawMessage)message, answer), null);
        }
        else if (answer is not null)
        {
            string address = (attach.Target as Target)?.Address ?? "";
            _replies[address] = link;
            link.InitializeSender((_, _, _) => { }, (_, _, _, _) => { }, null);
            link.AddClosedCallback((_, _) => _replies.TryRemove(address, out _));
        }

        return answer is not null;
    }

    private async Task AnswerAsync(ListenerLink link, RawMessage message, Func<Message, Task<Message?>> answer)
    {
        Message request = message.Decode();
        link.DisposeMessage(message, new Accepted(), settled: true);
        if (await answer(request) is { } reply && _replies.TryGetValue(request.Properties?.ReplyTo ?? "", out ListenerLink? replyLink))
        {
            reply.Properties = new Properties();
            reply.Properties.SetCorrelationId(request.Properties!.GetMessageId());
            replyLink.SendMessage(reply);
        }
    }

    private Task<Message?> PutTokenAsync(Message request)
    {
        NewestToken = request.Body as string ?? "";
        string audience = request.ApplicationProperties?["name"] as string ?? "";
        string path = HubAddress.PathOf(audience);
        return PlayAsync(path.Split('/')[0], "token", () =>
        {
            DateTimeOffset? expiry = _check.Check(request.ApplicationProperties?["type"] as string, NewestToken, audience, out string refusal);
            if (expiry is null)
            {
                return Status(401, connection.Quote(refusal));
            }

            tokens.Put(path, expiry.Value);
            return Status(202, "Accepted");
        });
    }

    private Task<Message?> ManageAsync(Message request)
    {
        Map asked = request.ApplicationProperties?.Map ?? [];
        string name = asked["name"] as string ?? "";
        return PlayAsync(name, "manage", () => Manage(asked, name));
    }

    private async Task<Message?> PlayAsync(string name, string request, Func<Message> answer)
    {
        Message? refusal = null;
        bool passes = await connection.LetPassAsync(hub.Faults.Take(name, request), error => refusal = Status(HubRefusals.StatusOf(error), error.Description));
        return passes ? answer() : refusal;
    }

    private Message Manage(Map asked, string name)
    {
        string id = Convert.ToString(asked["partition"], CultureInfo.InvariantCulture) ?? "";
        IReadOnlyList<HubPartition>? partitions = hub.Store.Partitions(name);
        return (asked["operation"] as string, asked["type"] as string) switch
        {
            ("READ", HubType) when partitions is not null => Ok(Describe(name, partitions)),
            ("READ", PartitionType) when int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < partitions?.Count => Ok(Describe(partitions[number], id)),
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

    private static Message Status(int code, string description) => new()
    {
        ApplicationProperties = new ApplicationProperties { Map = { ["status-code"] = code, ["status-description"] = description } },
    };

    private static Message Ok(Map body)
    {
        Message answer = Status(200, "OK");
        answer.BodySection = new AmqpValue { Value = body };
        return answer;
    }
}
