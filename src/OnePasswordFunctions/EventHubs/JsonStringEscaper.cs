using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// Escapes UTF-8 text for the inside of a JSON string: quotation mark, reverse solidus and control characters, nothing else
/// (RFC 8259, section 7). A 1Password event has a quotation mark about every eight bytes, so the usual way, copying the runs
/// between them, spends its time between runs; here eight bytes are widened at once by a table of shuffles.
/// </summary>
internal static class JsonStringEscaper
{
    /// <summary>A control character becomes at most six bytes (<c>\u001f</c>).</summary>
    public const int LongestEscape = 6;

    /// <summary>How far behind the escaped text the destination may be overwritten.</summary>
    public const int Slack = 32;

    // Entry m moves eight bytes so that a gap, marked 0x80, lies before each byte whose bit is set in m.
    private static readonly byte[] Shuffles = BuildShuffles();

    /// <summary>The length of the escaped text in bytes.</summary>
    public static int GetEscapedLength(ReadOnlySpan<byte> text)
    {
        int length = text.Length, at = 0;
        ref byte source = ref MemoryMarshal.GetReference(text);
        for (; at <= text.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            Vector128<byte> block = Vector128.LoadUnsafe(ref source, (nuint)at);
            if (HasControl(block))
            {
                length += ExtraBytes(text.Slice(at, Vector128<byte>.Count));
            }
            else
            {
                length += BitOperations.PopCount(Special(block));
            }
        }

        return length + ExtraBytes(text[at..]);
    }

    /// <summary>
    /// Writes the escaped text and returns its length. The destination must hold <see cref="GetEscapedLength"/> bytes,
    /// or twice the text and no control characters, and <see cref="Slack"/> bytes more, whose content is then undefined.
    /// </summary>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        ref byte source = ref MemoryMarshal.GetReference(text);
        ref byte target = ref MemoryMarshal.GetReference(destination);
        ref byte shuffles = ref MemoryMarshal.GetArrayDataReference(Shuffles);
        int at = 0, written = 0;
        while (at <= text.Length - Vector128<byte>.Count && written <= destination.Length - Slack)
        {
            Vector128<byte> block = Vector128.LoadUnsafe(ref source, (nuint)at);
            if (HasControl(block))
            {
                written += EscapeSlowly(text.Slice(at, Vector128<byte>.Count), destination[written..]);
            }
            else
            {
                uint special = Special(block);
                if (special == 0)
                {
                    block.StoreUnsafe(ref target, (nuint)written);
                    written += Vector128<byte>.Count;
                }
                else
                {
                    Vector128<byte> low = Vector128.LoadUnsafe(ref shuffles, (special & 0xFF) * 16);
                    Widen(block, low).StoreUnsafe(ref target, (nuint)written);
                    written += 8 + BitOperations.PopCount(special & 0xFF);
                    Vector128<byte> high = Vector128.LoadUnsafe(ref shuffles, (special >> 8) * 16) + Vector128.Create((byte)8);
                    Widen(block, high).StoreUnsafe(ref target, (nuint)written);
                    written += 8 + BitOperations.PopCount(special >> 8);
                }
            }

            at += Vector128<byte>.Count;
        }

        return written + EscapeSlowly(text[at..], destination[written..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasControl(Vector128<byte> block) =>
        Vector128.LessThanAny(block, Vector128.Create((byte)0x20));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(Vector128<byte> block) =>
        (Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();

    /// <summary>Moves bytes apart and puts a reverse solidus into each gap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Widen(Vector128<byte> block, Vector128<byte> shuffle)
    {
        Vector128<byte> moved = Ssse3.IsSupported ? Ssse3.Shuffle(block, shuffle) : Vector128.Shuffle(block, shuffle);
        Vector128<byte> gaps = Vector128.LessThan(shuffle.AsSByte(), Vector128<sbyte>.Zero).AsByte();
        return Vector128.ConditionalSelect(gaps, Vector128.Create((byte)'\\'), moved);
    }

    private static int ExtraBytes(ReadOnlySpan<byte> text)
    {
        int extra = 0;
        foreach (byte value in text)
        {
            extra += value switch
            {
                (byte)'"' or (byte)'\\' or (byte)'\n' or (byte)'\r' or (byte)'\t' => 1,
                < 0x20 => LongestEscape - 1,
                _ => 0,
            };
        }

        return extra;
    }

    private static int EscapeSlowly(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int written = 0;
        foreach (byte value in text)
        {
            byte letter = value switch
            {
                (byte)'"' or (byte)'\\' => value,
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                (byte)'\t' => (byte)'t',
                _ => 0,
            };
            if (letter != 0)
            {
                destination[written++] = (byte)'\\';
                destination[written++] = letter;
            }
            else if (value < 0x20)
            {
                "\\u00"u8.CopyTo(destination[written..]);
                destination[written + 4] = (byte)('0' + (value >> 4));
                destination[written + 5] = "0123456789abcdef"u8[value & 15];
                written += LongestEscape;
            }
            else
            {
                destination[written++] = value;
            }
        }

        return written;
    }

    private static byte[] BuildShuffles()
    {
        byte[] table = new byte[256 * 16];
        for (int mask = 0; mask < 256; mask++)
        {
            Span<byte> entry = table.AsSpan(mask * 16, 16);
            int to = 0;
            for (byte from = 0; from < 8; from++)
            {
                if ((mask >> from & 1) != 0)
                {
                    entry[to++] = 0x80;
                }

                entry[to++] = from;
            }
        }

        return table;
    }
}
