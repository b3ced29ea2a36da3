using Amqp;
using Amqp.Framing;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The content of one transfer: an encoded message behind the other, each in a data section.</summary>
internal static class EventBatch
{
    /// <summary>The message format of a batch, in which each data section holds a whole message.</summary>
    public const uint Format = 0x80013700;

    /// <summary>Finds the batch in a transfer, whose bytes it still is. A message that came alone is put into a batch, so that there is one form to store.</summary>
    /// <exception cref="FormatException">The bytes are no message.</exception>
    public static ReadOnlyMemory<byte> Read(ByteBuffer transfer, bool isBatch)
    {
        if (!isBatch)
        {
            return Wrap(transfer);
        }

        ReadOnlyMemory<byte> bytes = transfer.Buffer.AsMemory(transfer.Offset, transfer.Length);
        // What belongs to the batch as a whole stands before the messages, and nobody reads it.
        ReadOnlyMemory<byte> batch = bytes[AmqpSection.Find(bytes.Span, code => code == AmqpSection.Data).Start..];
        return Count(batch.Span) > 0 ? batch : throw new FormatException("A batch must hold at least one message.");
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
    public static ReadOnlyMemory<byte> Wrap(ByteBuffer message)
    {
        // With room for what a section has before its content.
        var batch = new ByteBuffer(message.Length + 8, autoGrow: true);
        new Data { Buffer = message }.Encode(batch);
        return batch.Buffer.AsMemory(batch.Offset, batch.Length);
    }
}
