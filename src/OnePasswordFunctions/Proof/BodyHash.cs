using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OnePasswordFunctions.Proof;

/// <summary>64 bits of the SHA-256 of an event's bytes: nobody can alter an event so that they stay the same.</summary>
internal static class BodyHash
{
    public static ulong Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
