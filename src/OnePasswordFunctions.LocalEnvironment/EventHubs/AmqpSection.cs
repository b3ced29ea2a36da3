using System.Buffers.Binary;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One section of an encoded message, found without decoding it.</summary>
/// <param name="Code">The section's descriptor.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="ValueStart">Where its content begins, behind the size.</param>
/// <param name="End">Where the next section begins.</param>
internal readonly record struct AmqpSection(ulong Code, int Start, int ValueStart, int End)
{
    /// <summary>The annotations and everything that stands before them have lower codes than this one.</summary>
    public const ulong Properties = 0x73;

    public const ulong Data = 0x75;

    private const byte SmallULong = 0x53;
    private const byte ULong = 0x80;

    /// <summary>The first section whose code is wanted; an empty one at the end when there is none.</summary>
    /// <exception cref="FormatException">There is something else than a section before it.</exception>
    public static AmqpSection Find(ReadOnlySpan<byte> message, Predicate<ulong> isWanted)
    {
        int at = 0;
        AmqpSection section;
        while (TryRead(message, at, out section) && !isWanted(section.Code))
        {
            at = section.End;
        }

        return section;
    }

    /// <summary>Finds the section at a place; false, and an empty one, at the end.</summary>
    /// <exception cref="FormatException">There is something else than a section.</exception>
    public static bool TryRead(ReadOnlySpan<byte> message, int start, out AmqpSection section)
    {
        try
        {
            section = start < message.Length ? Read(message, start) : new AmqpSection(0, start, start, start);
        }
        catch (Exception error) when (error is IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new FormatException("A section of the message ends too early.", error);
        }

        return section.End <= message.Length ? start < message.Length : throw new FormatException("A section is longer than the message.");
    }

    private static AmqpSection Read(ReadOnlySpan<byte> message, int start)
    {
        if (message[start] != 0)
        {
            throw new FormatException("A section must begin with a descriptor.");
        }

        (ulong code, int at) = message[start + 1] switch
        {
            SmallULong => (message[start + 2], start + 3),
            ULong => (BinaryPrimitives.ReadUInt64BigEndian(message[(start + 2)..]), start + 10),
            _ => throw new FormatException("A section's descriptor must be a number."),
        };
        // The upper half of the format code says how wide the value or its size is.
        int width = message[at++] >> 4;
        (int value, int length) = width switch
        {
            0x4 => (at, 0),
            >= 0x5 and <= 0x9 => (at, 1 << (width - 5)),
            0xA or 0xC or 0xE => (at + 1, message[at]),
            0xB or 0xD or 0xF => (at + 4, (int)Math.Min(int.MaxValue / 2, BinaryPrimitives.ReadUInt32BigEndian(message[at..]))),
            _ => throw new FormatException("A section's value has an unknown format code."),
        };
        return new AmqpSection(code, start, value, value + length);
    }
}
