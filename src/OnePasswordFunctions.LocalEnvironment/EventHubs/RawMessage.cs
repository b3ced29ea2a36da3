using Amqp;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>A message as it came in. Most are stored without being decoded.</summary>
internal sealed class RawMessage(ByteBuffer buffer) : Message
{
    public ByteBuffer Bytes => buffer;

    public Message Decode() => Decode(new ByteBuffer(buffer.Buffer, buffer.Offset, buffer.Length, buffer.Length));
}
