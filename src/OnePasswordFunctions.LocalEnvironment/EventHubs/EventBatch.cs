using System.Buffers.Binary;
using Amqp;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The content of one transfer: an encoded message behind the other, each in a data section.</summary>
internal static class EventBatch
{
    /// <summary>The message format of a batch, in which each data section holds a whole message.</summary>
    public const uint Format = 0x80013700;

    private const int HeadLength = 8;

    /// <summary>Finds the batch in a transfer, whose bytes it still is. A message that came alone is put into a batch, so that there is one form to store.</summary>
    /// <exception cref="FormatException">The bytes are no message.</exception>
    public static ReadOnlyMemory<byte> Read(ByteBuffer transfer, bool isBatch)
    {
        ReadOnlyMemory<byte> bytes = transfer.Buffer.AsMemory(transfer.Offset, transfer.Length);
        return isBatch ? Messages(bytes) : Wrap(bytes.Span);
    }

    /// <summary>The number of messages in a batch.</summary>
    public static int Count(ReadOnlySpan<byte> batch)
    {
        int count = 0;
        for (int at = 0; AmqpSection.TryRead(batch, at, out AmqpSection section); at = section.End)
        {
            count++;
        }

        return count;
    }

    /// <summary>Puts one encoded message into a batch of its own.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> message)
    {
        var batch = new byte[HeadLength + message.Length];
        ReadOnlySpan<byte> dataSection = [0x00, 0x53, (byte)AmqpSection.Data, 0xB0];
        dataSection.CopyTo(batch);
        BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(dataSection.Length), message.Length);
        message.CopyTo(batch.AsSpan(HeadLength));
        return batch;
    }

    private static ReadOnlyMemory<byte> Messages(ReadOnlyMemory<byte> bytes)
    {
        // What belongs to the batch as a whole stands before the messages, and nobody reads it.
        int first = 0;
        while (AmqpSection.TryRead(bytes.Span, first, out AmqpSection section) && section.Code != AmqpSection.Data)
        {
            first = section.End;
        }

        return Count(bytes.Span[first..]) > 0 ? bytes[first..] : throw new FormatException("A batch must hold at least one message.");
    }
}
