using System.Buffers.Binary;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>A fast 64-bit hash that is the same in every process. Tells bodies apart; not meant against an adversary.</summary>
internal static class BodyHash
{
    private const ulong First = 0xA0761D6478BD642F;
    private const ulong Second = 0xE7037ED1A0B428DB;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = First ^ (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), Second);
            bytes = bytes[sizeof(ulong)..];
        }

        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        bytes.CopyTo(rest);
        return Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest), First) ^ hash;
    }

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low ^ left;
    }
}
