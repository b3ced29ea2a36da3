using System.Globalization;
using System.Runtime.InteropServices;
using Amqp;
using Amqp.Framing;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One message in a hub, as a consumer would see it. It is kept as it came and decoded when somebody looks.</summary>
internal sealed class HubMessage
{
    public required string Hub { get; init; }

    public required int Partition { get; init; }

    /// <summary>Counts from 0 in each partition, in the order of acceptance.</summary>
    public required long SequenceNumber { get; init; }

    /// <summary>Where the message begins in its partition, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>Counts from 0 over all hubs, in the order of acceptance.</summary>
    public required long Number { get; init; }

    /// <summary>The number of the send that brought it, counted from 0 over all hubs.</summary>
    public required long Batch { get; init; }

    /// <summary>In whole milliseconds, as the protocol has it.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>The message as its sender encoded it.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>The content of the data section; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            for (int at = 0; AmqpSection.TryRead(Encoded.Span, at, out AmqpSection section); at = section.End)
            {
                if (section.Code == AmqpSection.Data)
                {
                    return Encoded[section.ValueStart..section.End];
                }
            }

            return default;
        }
    }

    /// <summary>The application properties, as text.</summary>
    public IReadOnlyDictionary<string, string> Properties => Decode().ApplicationProperties?.Map
        .ToDictionary(pair => (string)pair.Key, pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal) ?? [];

    public string? ContentType => Decode().Properties?.ContentType;

    public string? MessageId => Decode().Properties?.GetMessageId()?.ToString();

    /// <summary>The same message in the same place, with another body.</summary>
    public HubMessage With(byte[] body)
    {
        Message message = Decode();
        message.BodySection = new Data { Binary = body };
        ByteBuffer encoded = message.Encode();
        return new HubMessage
        {
            Hub = Hub,
            Partition = Partition,
            SequenceNumber = SequenceNumber,
            Offset = Offset,
            Number = Number,
            Batch = Batch,
            EnqueuedAt = EnqueuedAt,
            Encoded = encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray(),
        };
    }

    private Message Decode()
        => MemoryMarshal.TryGetArray(Encoded, out ArraySegment<byte> bytes)
            ? Message.Decode(new ByteBuffer(bytes.Array!, bytes.Offset, bytes.Count, bytes.Count))
            : throw new InvalidOperationException("A message lies in an array.");
}
