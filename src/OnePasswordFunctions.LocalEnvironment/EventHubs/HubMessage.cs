using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Amqp;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One message in a hub, as a consumer would see it. It is kept as it came and decoded when somebody looks.</summary>
/// <param name="SequenceNumber">Counts from 0 in each partition, in the order of acceptance.</param>
/// <param name="Offset">Where the message begins in its partition, in bytes.</param>
/// <param name="Batch">The number of the send that brought it, counted from 0 over all hubs.</param>
/// <param name="EnqueuedAt">In whole milliseconds, as the protocol has it.</param>
/// <param name="Encoded">The message as its sender encoded it.</param>
internal sealed record HubMessage(string Hub, int Partition, long SequenceNumber, long Offset, long Batch, DateTimeOffset EnqueuedAt, [property: JsonIgnore] ArraySegment<byte> Encoded)
{
    /// <summary>The content of the data section; empty when there is none.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            AmqpSection data = AmqpSection.Find(Encoded, code => code == AmqpSection.Data);
            return Encoded[data.ValueStart..data.End];
        }
    }

    /// <summary>The body as text, since it need not be JSON; a byte that is not UTF-8 shows as U+FFFD.</summary>
    [JsonPropertyName("body")]
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The application properties, as text.</summary>
    public IReadOnlyDictionary<string, string> Properties => Decode().ApplicationProperties?.Map
        .ToDictionary(pair => (string)pair.Key, pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal) ?? [];

    public string? ContentType => Decode().Properties?.ContentType;

    public string? MessageId => Decode().Properties?.GetMessageId()?.ToString();

    public Message Decode() => Message.Decode(new ByteBuffer(Encoded.Array!, Encoded.Offset, Encoded.Count, Encoded.Count));
}
