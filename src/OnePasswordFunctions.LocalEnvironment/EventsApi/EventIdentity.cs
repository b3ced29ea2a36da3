using System.Buffers.Binary;
using System.Numerics;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// Turns (feed, index) into an event's uuid and back: 26 characters of A–Z and 2–7 that look random. It is a keyed
/// permutation, so that a million uuids can be told apart and traced without remembering one of them.
/// </summary>
internal sealed class EventIdentity(int seed)
{
    /// <summary>The length of a uuid in bytes.</summary>
    public const int Length = 26;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int IndexBits = 60;
    private const ulong Marker = 0x31504153_65766E74;

    private static readonly ushort[] Pairs = MakePairs();
    private static readonly sbyte[] Values = MakeValues();

    private readonly ulong _key = Mix((ulong)seed + 0x9E3779B97F4A7C15);

    /// <summary>Spreads every bit of a number over all of its bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        return value ^ (value >> 32);
    }

    public void Write(SimulatedFeed feed, long index, Span<byte> uuid)
    {
        ulong left = ((ulong)feed << IndexBits) | (ulong)index;
        ulong right = Marker;
        for (int round = 0; round < 4; round++)
        {
            (left, right) = (right, left ^ Scramble(right, round));
        }

        // 130 bits in groups of ten: the two that are over are filled from the rest, so that all characters look alike.
        WritePair(uuid, 0, (CheckBits(left, right) << 8) | (left >> 56));
        for (int group = 1, shift = 46; group <= 5; group++, shift -= 10)
        {
            WritePair(uuid, group, left >> shift);
            WritePair(uuid, group + 6, right >> (shift + 4));
        }

        WritePair(uuid, 6, (left << 4) | (right >> 60));
        WritePair(uuid, 12, right);
    }

    /// <summary>Finds what <see cref="Write"/> wrote; false for every other text.</summary>
    public bool TryRead(ReadOnlySpan<byte> uuid, out SimulatedFeed feed, out long index)
    {
        feed = default;
        index = 0;
        if (uuid.Length != Length || !TryReadBits(uuid, out ulong check, out ulong left, out ulong right) || check != CheckBits(left, right))
        {
            return false;
        }

        for (int round = 3; round >= 0; round--)
        {
            (left, right) = (right ^ Scramble(left, round), left);
        }

        ulong number = left >> IndexBits;
        feed = (SimulatedFeed)number;
        index = (long)(left & ((1UL << IndexBits) - 1));
        return right == Marker && number < (ulong)SimulatedFeeds.All.Length;
    }

    private static bool TryReadBits(ReadOnlySpan<byte> uuid, out ulong check, out ulong left, out ulong right)
    {
        UInt128 bits = 0;
        check = 0;
        for (int i = 0; i < Length; i++)
        {
            int value = Values[uuid[i]];
            if (value < 0)
            {
                left = right = 0;
                return false;
            }

            check = i == 0 ? (ulong)value >> 3 : check;
            bits = (bits << 5) | (uint)value;
        }

        left = (ulong)(bits >> 64);
        right = (ulong)bits;
        return true;
    }

    private static ulong CheckBits(ulong left, ulong right) => Mix(left ^ BitOperations.RotateLeft(right, 17)) & 3;

    private static void WritePair(Span<byte> uuid, int group, ulong bits)
        => BinaryPrimitives.WriteUInt16LittleEndian(uuid[(group * 2)..], Pairs[bits & 1023]);

    private static ushort[] MakePairs()
        => [.. Enumerable.Range(0, 1024).Select(bits => (ushort)(Alphabet[bits >> 5] | (Alphabet[bits & 31] << 8)))];

    private static sbyte[] MakeValues()
    {
        var values = new sbyte[256];
        Array.Fill(values, (sbyte)-1);
        for (int i = 0; i < Alphabet.Length; i++)
        {
            values[Alphabet[i]] = (sbyte)i;
        }

        return values;
    }

    private ulong Scramble(ulong half, int round) => Mix(half + _key + ((ulong)round * 0xA0761D6478BD642F));
}
