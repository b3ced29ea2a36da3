using System.Buffers.Binary;
using System.Text;

namespace OnePasswordFunctions.Tests.Diagnostics.Otlp;

/// <summary>A protobuf message taken apart into its fields, without knowing its schema.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, byte[]? Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ulong tag = ReadVarint(ref bytes);
            _fields.Add(Read((int)(tag >> 3), (int)(tag & 7), ref bytes));
        }
    }

    public IEnumerable<ProtobufMessage> Messages(int number) => AllBytes(number).Select(bytes => new ProtobufMessage(bytes));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number));

    public byte[] Bytes(int number) => AllBytes(number).LastOrDefault() ?? [];

    public ulong Value(int number) => _fields.LastOrDefault(field => field.Number == number).Value;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Value(number));

    private IEnumerable<byte[]> AllBytes(int number) => _fields.Where(field => field.Number == number).Select(field => field.Bytes!);

    private static (int Number, ulong Value, byte[]? Bytes) Read(int number, int wireType, ref ReadOnlySpan<byte> bytes)
    {
        switch (wireType)
        {
            case 0:
                return (number, ReadVarint(ref bytes), null);
            case 1:
                ulong wide = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
                bytes = bytes[8..];
                return (number, wide, null);
            case 2:
                int length = (int)ReadVarint(ref bytes);
                byte[] content = bytes[..length].ToArray();
                bytes = bytes[length..];
                return (number, 0, content);
            case 5:
                uint narrow = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                bytes = bytes[4..];
                return (number, narrow, null);
            default:
                throw new InvalidDataException($"Wire type {wireType} is not in use.");
        }
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
