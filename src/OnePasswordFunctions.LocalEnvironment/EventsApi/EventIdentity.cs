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

    /// <summary>What uuids are written with.</summary>
    public const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private const int IndexBits = 60;
    private const int Rounds = 4;
    private const ulong Marker = 0x31504153_65766E74;

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
        for (int round = 0; round < Rounds; round++)
        {
            (left, right) = (right, left ^ Scramble(right, round));
        }

        var bits = new UInt128(left, right);
        for (int at = Length - 1; at > 0; at--, bits >>= 5)
        {
            uuid[at] = (byte)Alphabet[(int)(bits & 31)];
        }

        // Three bits are left for five: two more are made of all, so that the first character looks like the others.
        uuid[0] = (byte)Alphabet[(int)((CheckBits(left, right) << 3) | (ulong)bits)];
    }

    /// <summary>Finds what <see cref="Write"/> wrote; false for every other text.</summary>
    public bool TryRead(ReadOnlySpan<byte> uuid, out SimulatedFeed feed, out long index)
    {
        (feed, index) = (default, 0);
        UInt128 bits = 0;
        int first = uuid.Length == Length ? Alphabet.IndexOf((char)uuid[0]) : -1;
        foreach (byte character in uuid)
        {
            int value = Alphabet.IndexOf((char)character);
            if (value < 0 || first < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)value;
        }

        (ulong left, ulong right) = ((ulong)(bits >> 64), (ulong)bits);
        if (first < 0 || (ulong)first >> 3 != CheckBits(left, right))
        {
            return false;
        }

        for (int round = Rounds - 1; round >= 0; round--)
        {
            (left, right) = (right ^ Scramble(left, round), left);
        }

        feed = (SimulatedFeed)(left >> IndexBits);
        index = (long)(left & ((1UL << IndexBits) - 1));
        return right == Marker && Enum.IsDefined(feed);
    }

    private static ulong CheckBits(ulong left, ulong right) => Mix(left ^ BitOperations.RotateLeft(right, 17)) & 3;

    private ulong Scramble(ulong half, int round) => Mix(half + _key + ((ulong)round * 0xA0761D6478BD642F));
}
