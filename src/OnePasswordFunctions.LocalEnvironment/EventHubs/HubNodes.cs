using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What one connection's <c>$cbs</c> and <c>$management</c> answer: to tokens, and to questions about hubs and partitions.</summary>
internal sealed class HubNodes(HubServices services, ConnectionTokens tokens, Action cut)
{
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    /// <summary>The token that the client put last, whatever was answered.</summary>
    public string NewestToken { get; private set; } = "";

    public Message? PutToken(Message request)
    {
        NewestToken = request.Body as string ?? "";
        string audience = request.ApplicationProperties?["name"] as string ?? "";
        string path = HubAddress.PathOf(audience);
        if (services.Faults.Take(path.Split('/')[0], RequestKind.Token) is { } fault)
        {
            return AnswerFault(fault);
        }

        DateTimeOffset? expiry = services.Tokens.Check(request.ApplicationProperties?["type"] as string, NewestToken, audience, out string refusal);
        if (expiry is null)
        {
            return RequestNode.Status(401, Quote(refusal));
        }

        tokens.Put(path, expiry.Value);
        return RequestNode.Status(202, "Accepted");
    }

    public Message? Manage(Message request)
    {
        Map asked = request.ApplicationProperties?.Map ?? [];
        string hub = asked["name"] as string ?? "";
        if (services.Faults.Take(hub, RequestKind.Manage) is { } fault)
        {
            return AnswerFault(fault);
        }

        string id = Convert.ToString(asked["partition"], CultureInfo.InvariantCulture) ?? "";
        IReadOnlyList<HubPartition>? partitions = services.Store.Partitions(hub);
        return (asked["operation"] as string, asked["type"] as string) switch
        {
            ("READ", HubType) when partitions is not null => Ok(Describe(hub, partitions)),
            ("READ", PartitionType) when int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < partitions?.Count => Ok(Describe(partitions[number], id)),
            ("READ", HubType or PartitionType) => RequestNode.Status(404, $"The messaging entity '{(partitions is null || id.Length == 0 ? hub : $"{hub}|{id}")}' could not be found."),
            _ => RequestNode.Status(400, "Only READ of a hub or a partition is answered."),
        };
    }

    private Map Describe(string hub, IReadOnlyList<HubPartition> partitions) => new()
    {
        ["name"] = hub,
        ["type"] = HubType,
        ["created_at"] = services.Store.CreatedAt.UtcDateTime,
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

    private static Message Ok(Map body)
    {
        Message answer = RequestNode.Status(200, "OK");
        answer.BodySection = new AmqpValue { Value = body };
        return answer;
    }

    private Message? AnswerFault(ActiveFault fault)
    {
        if (fault.Spec.Kind is FaultKind.ResetBefore or FaultKind.LoseResponse)
        {
            cut();
        }

        int status = fault.Spec.Kind switch
        {
            FaultKind.Unauthorized => 401,
            FaultKind.NotFound => 404,
            FaultKind.Busy => 503,
            _ => 500,
        };
        return HubRefusals.Find(fault.Spec.Kind) is { } error ? RequestNode.Status(status, Quote(error.Description)) : null;
    }

    private string Quote(string refusal) => services.Options.QuotesTokens ? $"{refusal} {NewestToken}" : refusal;
}
