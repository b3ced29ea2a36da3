using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnePasswordFunctions.EventsApi;

/// <summary>Finds the ends of JSON strings, which are most of a page, many bytes at a time.</summary>
internal static class JsonStringScanner
{
    /// <summary>From an opening quote to behind the closing one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipString(ReadOnlySpan<byte> text, int at) => SkipString(text, at, out _);

    /// <summary>
    /// As the other. Nearly every name and value ends within the first 32 bytes; <paramref name="isPlain"/> says that this one did, without
    /// an escape.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipString(ReadOnlySpan<byte> text, int at, out bool isPlain)
    {
        int first = at + 1;
        if (first <= text.Length - (2 * Vector128<byte>.Count))
        {
            ref byte start = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), first);
            uint hits = FindQuotesAndEscapes(ref start) | (FindQuotesAndEscapes(ref Unsafe.Add(ref start, Vector128<byte>.Count)) << Vector128<byte>.Count);
            int length = BitOperations.TrailingZeroCount(hits);
            if (hits != 0 && Unsafe.Add(ref start, length) == '"')
            {
                isPlain = true;
                return first + length + 1;
            }
        }

        isPlain = false;
        return SkipLongString(text, first);
    }

    private static int SkipLongString(ReadOnlySpan<byte> text, int at)
    {
        while (true)
        {
            while (at <= text.Length - Vector128<byte>.Count)
            {
                uint hits = FindQuotesAndEscapes(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at));
                if (hits != 0)
                {
                    at += BitOperations.TrailingZeroCount(hits);
                    break;
                }

                at += Vector128<byte>.Count;
            }

            while (at < text.Length && text[at] is not ((byte)'"' or (byte)'\\'))
            {
                at++;
            }

            if (at >= text.Length)
            {
                throw JsonScanner.Truncated(text);
            }

            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint FindQuotesAndEscapes(ref byte start)
    {
        Vector128<byte> block = Vector128.LoadUnsafe(ref start);
        return (Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))).ExtractMostSignificantBits();
    }
}
