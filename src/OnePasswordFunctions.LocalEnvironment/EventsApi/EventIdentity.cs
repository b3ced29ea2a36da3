namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// Turns (feed, number) into an event's uuid and back: 26 characters of A–Z and 2–7 that look random. One half is a keyed hash of the two, the
/// other hides them behind it, so that a million uuids can be told apart and traced without remembering one of them.
/// </summary>
internal sealed class EventIdentity(int seed)
{
    /// <summary>The length of a uuid in bytes.</summary>
    public const int Length = 26;

    /// <summary>What uuids are written with.</summary>
    public const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private const int HalfLength = Length / 2;
    private const int NumberBits = 60;

    private readonly ulong _key = Mix((ulong)seed + 0x9E3779B97F4A7C15);

    /// <summary>Spreads every bit of a number over all of its bits.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        return value ^ (value >> 32);
    }

    public void Write(SimulatedFeed feed, long number, Span<byte> uuid)
    {
        ulong value = ((ulong)feed.Index << NumberBits) | (ulong)number;
        ulong hash = Mix(value + _key);
        (ulong first, ulong second) = (value ^ Mix(hash), hash);
        for (int at = HalfLength - 1; at >= 0; at--, first >>= 5, second >>= 5)
        {
            uuid[at] = (byte)Alphabet[(int)(first & 31)];
            uuid[at + HalfLength] = (byte)Alphabet[(int)(second & 31)];
        }
    }

    /// <summary>Finds what <see cref="Write"/> wrote, the feed by its place in <see cref="SimulatedFeed.All"/>; null for every other text.</summary>
    public (int Feed, long Number)? Read(ReadOnlySpan<byte> uuid)
    {
        if (uuid.Length != Length || !TryReadHalf(uuid[..HalfLength], out ulong hidden) || !TryReadHalf(uuid[HalfLength..], out ulong hash))
        {
            return null;
        }

        ulong value = hidden ^ Mix(hash);
        var feed = (int)(value >> NumberBits);
        return hash == Mix(value + _key) && feed < SimulatedFeed.All.Length ? (feed, (long)(value & ((1UL << NumberBits) - 1))) : null;
    }

    private static bool TryReadHalf(ReadOnlySpan<byte> characters, out ulong bits)
    {
        bits = 0;
        foreach (byte character in characters)
        {
            int value = Alphabet.IndexOf((char)character);
            if (value < 0 || bits >> 59 != 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)value;
        }

        return true;
    }
}
