using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Answers what <c>$management</c> is asked about hubs and partitions.</summary>
internal sealed class HubManagement(HubStore store, DateTimeOffset createdAt)
{
    private const string HubType = "com.microsoft:eventhub";
    private const string PartitionType = "com.microsoft:partition";

    public Message Answer(Message request)
    {
        Map asked = request.ApplicationProperties?.Map ?? [];
        string hub = asked["name"] as string ?? "";
        if (asked["operation"] as string != "READ" || asked["type"] is not (HubType or PartitionType))
        {
            return RequestNode.Status(400, "Only READ of a hub or a partition is answered.");
        }

        if (store.Partitions(hub) is not { } partitions)
        {
            return RequestNode.Status(404, $"The messaging entity '{hub}' could not be found.");
        }

        if (asked["type"] is HubType)
        {
            return Ok(new Map
            {
                ["name"] = hub,
                ["type"] = HubType,
                ["created_at"] = createdAt.UtcDateTime,
                ["partition_count"] = partitions.Count,
                ["partition_ids"] = partitions.Select(partition => partition.Id.ToString(CultureInfo.InvariantCulture)).ToArray(),
                ["georeplication_factor"] = 1,
            });
        }

        string id = Convert.ToString(asked["partition"], CultureInfo.InvariantCulture) ?? "";
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < partitions.Count
            ? Ok(Describe(partitions[number], hub, id))
            : RequestNode.Status(404, $"The messaging entity '{hub}|{id}' could not be found.");
    }

    private static Map Describe(HubPartition partition, string hub, string id)
    {
        PartitionState state = partition.State;
        return new Map
        {
            ["name"] = hub,
            ["type"] = PartitionType,
            ["partition"] = id,
            ["begin_sequence_number"] = state.First,
            ["last_enqueued_sequence_number"] = state.Last,
            ["last_enqueued_offset"] = state.LastOffset.ToString(CultureInfo.InvariantCulture),
            ["last_enqueued_time_utc"] = state.LastEnqueuedAt.UtcDateTime,
            ["is_partition_empty"] = state.IsEmpty,
        };
    }

    private static Message Ok(Map body)
    {
        Message answer = RequestNode.Status(200, "OK");
        answer.BodySection = new AmqpValue { Value = body };
        return answer;
    }
}
