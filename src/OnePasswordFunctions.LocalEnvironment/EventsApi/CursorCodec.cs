using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Makes cursors that callers can neither read nor forge: base64 of the claims and a code that authenticates them.</summary>
internal sealed class CursorCodec(int seed, string account, TimeProvider timeProvider)
{
    private const int ClaimsLength = 64;
    private const int CodeLength = 16;

    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes($"cursor {seed} {account}"));
    private readonly ulong _account = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(account)));
    private int _generation;

    /// <summary>Every cursor made until now is refused from now on.</summary>
    public void ExpireAll() => Interlocked.Increment(ref _generation);

    public string Encode(CursorClaims claims)
    {
        Span<byte> blob = stackalloc byte[ClaimsLength + CodeLength];
        blob[0] = (byte)claims.Feed;
        BinaryPrimitives.WriteUInt16LittleEndian(blob[2..], (ushort)claims.Filter.Limit);
        BinaryPrimitives.WriteInt32LittleEndian(blob[4..], _generation);
        BinaryPrimitives.WriteInt64LittleEndian(blob[8..], claims.Filter.After);
        BinaryPrimitives.WriteInt64LittleEndian(blob[16..], claims.Filter.StartTicks);
        BinaryPrimitives.WriteInt64LittleEndian(blob[24..], claims.Filter.EndTicks);
        BinaryPrimitives.WriteInt64LittleEndian(blob[32..], claims.Filter.StartBindsBelow);
        BinaryPrimitives.WriteInt64LittleEndian(blob[40..], timeProvider.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteUInt64LittleEndian(blob[48..], _account);
        Authenticate(blob, blob[ClaimsLength..]);
        return Convert.ToBase64String(blob);
    }

    /// <summary>False for a cursor that was not made here, for this account and feed, or that has expired.</summary>
    public bool TryDecode(string cursor, SimulatedFeed feed, out PageFilter filter)
    {
        filter = default;
        Span<byte> blob = stackalloc byte[ClaimsLength + CodeLength];
        Span<byte> code = stackalloc byte[CodeLength];
        if (cursor.Length > 4 * blob.Length || !Convert.TryFromBase64String(cursor, blob, out int length) || length != blob.Length)
        {
            return false;
        }

        Authenticate(blob, code);
        if (!CryptographicOperations.FixedTimeEquals(code, blob[ClaimsLength..])
            || BinaryPrimitives.ReadUInt64LittleEndian(blob[48..]) != _account
            || blob[0] != (byte)feed
            || BinaryPrimitives.ReadInt32LittleEndian(blob[4..]) != _generation)
        {
            return false;
        }

        filter = new PageFilter(
            After: BinaryPrimitives.ReadInt64LittleEndian(blob[8..]),
            Limit: BinaryPrimitives.ReadUInt16LittleEndian(blob[2..]),
            StartTicks: BinaryPrimitives.ReadInt64LittleEndian(blob[16..]),
            EndTicks: BinaryPrimitives.ReadInt64LittleEndian(blob[24..]),
            StartBindsBelow: BinaryPrimitives.ReadInt64LittleEndian(blob[32..]));
        return true;
    }

    private void Authenticate(ReadOnlySpan<byte> blob, Span<byte> code)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, blob[..ClaimsLength], hash);
        hash[..CodeLength].CopyTo(code);
    }
}
