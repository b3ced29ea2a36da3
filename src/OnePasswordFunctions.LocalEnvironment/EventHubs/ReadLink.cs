using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Sends a partition's messages to one reader, as far as its credit goes, and waits at the end for more.</summary>
internal sealed class ReadLink
{
    private const int ReadAhead = 100;
    private const int AnnotationsSize = 256;
    private static readonly Symbol RuntimeMetric = "com.microsoft:enable-receiver-runtime-metric";

    private readonly Lock _lock = new();
    private readonly ListenerLink _link;
    private readonly HubPartition _partition;
    private readonly StartPosition _start;
    private readonly bool _tellsLast;
    private long _next;
    private int _credit;
    private volatile bool _isClosed;

    public ReadLink(ListenerLink link, Attach attach, HubPartition partition, StartPosition start)
    {
        _link = link;
        _partition = partition;
        _start = start;
        _tellsLast = attach.DesiredCapabilities?.Contains(RuntimeMetric) == true;
        link.InitializeSender(OnCredit, (_, _, _, _) => { }, null);
        partition.Grew += Pump;
        link.AddClosedCallback((_, _) => Close());
    }

    private void OnCredit(int delta, Fields properties, object state)
    {
        lock (_lock)
        {
            _credit = Math.Max(0, _credit + delta);
        }

        Pump();
    }

    private void Pump()
    {
        lock (_lock)
        {
            try
            {
                while (_credit > 0 && !_isClosed && SendSome())
                {
                    // Until either the credit or the messages are used up.
                }
            }
            catch (Exception error) when (error is AmqpException or ObjectDisposedException)
            {
                // The link was closed at this very moment; its reader comes back where it was.
                _isClosed = true;
            }
        }
    }

    private bool SendSome()
    {
        IReadOnlyList<HubMessage> messages = _partition.Read(_next, Math.Min(_credit, ReadAhead));
        foreach (HubMessage message in messages)
        {
            _next = message.SequenceNumber + 1;
            if (_start.Includes(message))
            {
                _credit--;
                _link.SendMessage(new Message(), Encode(message));
            }
        }

        if (messages.Count == 0 && _link.IsDraining)
        {
            _credit = 0;
            _link.CompleteDrain();
        }

        return messages.Count > 0;
    }

    private ByteBuffer Encode(HubMessage message)
    {
        var buffer = new ByteBuffer(AnnotationsSize + message.Encoded.Length, autoGrow: true);
        if (_tellsLast)
        {
            DescribeLast().Encode(buffer);
        }

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
        ReadOnlySpan<byte> encoded = message.Encoded.Span;
        int rest = 0;
        while (AmqpSection.TryRead(encoded, rest, out AmqpSection section) && section.Code < AmqpSection.Properties)
        {
            rest = section.End;
        }

        int length = encoded.Length - rest;
        buffer.ValidateWrite(length);
        encoded[rest..].CopyTo(buffer.Buffer.AsSpan(buffer.WritePos, length));
        buffer.Append(length);
        return buffer;
    }

    private DeliveryAnnotations DescribeLast()
    {
        PartitionState state = _partition.State;
        return new DeliveryAnnotations
        {
            Map =
            {
                [new Symbol("last_enqueued_sequence_number")] = state.Last,
                [new Symbol("last_enqueued_offset")] = state.LastOffset.ToString(CultureInfo.InvariantCulture),
                [new Symbol("last_enqueued_time_utc")] = state.LastEnqueuedAt.UtcDateTime,
                [new Symbol("runtime_info_retrieval_time_utc")] = DateTime.UtcNow,
            },
        };
    }

    private void Close()
    {
        // Without the lock: the library calls this under its own, and Pump takes the two in the other order.
        _isClosed = true;
        _partition.Grew -= Pump;
    }
}
