using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Sends a partition's messages to one reader, as far as its credit goes, and waits at the end for more.</summary>
/// <param name="start">The sequence number of the first message that is wanted.</param>
internal sealed class ReadLink(ListenerLink link, HubPartition partition, long start)
{
    private const int ReadAhead = 100;
    private const int AnnotationsSize = 256;

    private readonly Lock _lock = new();
    private long _next = start;
    private int _credit;

    public void Open()
    {
        link.InitializeSender((delta, _, _) => Pump(delta), (_, _, _, _) => { }, null);
        partition.Grew += PumpMore;
        // Without the lock: the library calls this under its own, and Pump takes the two in the other order.
        link.AddClosedCallback((_, _) => partition.Grew -= PumpMore);
    }

    private void PumpMore() => Pump(0);

    private void Pump(int credit)
    {
        lock (_lock)
        {
            _credit = Math.Max(0, _credit + credit);
            try
            {
                while (_credit > 0 && SendSome())
                {
                    // Until either the credit or the messages are used up.
                }
            }
            catch (Exception error) when (error is AmqpException or ObjectDisposedException)
            {
                // The link was closed at this very moment; its reader comes back where it was.
                _credit = 0;
            }
        }
    }

    private bool SendSome()
    {
        IReadOnlyList<HubMessage> messages = partition.Read(_next, Math.Min(_credit, ReadAhead));
        foreach (HubMessage message in messages)
        {
            _next = message.SequenceNumber + 1;
            _credit--;
            link.SendMessage(new Message(), Encode(message));
        }

        if (messages.Count == 0 && link.IsDraining)
        {
            _credit = 0;
            link.CompleteDrain();
        }

        return messages.Count > 0;
    }

    private static ByteBuffer Encode(HubMessage message)
    {
        var buffer = new ByteBuffer(AnnotationsSize + message.Encoded.Count, autoGrow: true);
        var annotations = new MessageAnnotations
        {
            Map =
            {
                [new Symbol("x-opt-sequence-number")] = message.SequenceNumber,
                [new Symbol("x-opt-offset")] = message.Offset.ToString(CultureInfo.InvariantCulture),
                [new Symbol("x-opt-enqueued-time")] = message.EnqueuedAt.UtcDateTime,
            },
        };
        annotations.Encode(buffer);
        // The sender's own annotations stay behind, as its properties and its body follow as they came.
        ArraySegment<byte> rest = message.Encoded[AmqpSection.Find(message.Encoded, code => code >= AmqpSection.Properties).Start..];
        AmqpBitConverter.WriteBytes(buffer, rest.Array!, rest.Offset, rest.Count);
        return buffer;
    }
}
