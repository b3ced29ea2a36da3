using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Makes cursors that callers cannot forge: base64 of the claims and a code that authenticates them. The parameters of the reset stick to a cursor.</summary>
internal sealed class CursorCodec(int seed, string account, TimeProvider timeProvider)
{
    private static readonly int ClaimsLength = Unsafe.SizeOf<Claims>();

    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes($"cursor {seed} {account}"));
    private long _generation;

    /// <summary>Every cursor made until now is refused from now on.</summary>
    public void ExpireAll() => Interlocked.Increment(ref _generation);

    public string Encode(SimulatedFeed feed, PageFilter filter)
    {
        var claims = new Claims((long)feed, _generation, filter, timeProvider.GetUtcNow().UtcTicks);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<Claims>(in claims));
        return Convert.ToBase64String([.. bytes, .. CodeOf(bytes)]);
    }

    /// <summary>False for a cursor that was not made here, for this account and feed, or that has expired.</summary>
    public bool TryDecode(string cursor, SimulatedFeed feed, out PageFilter filter)
    {
        filter = default;
        Span<byte> bytes = stackalloc byte[ClaimsLength + HMACSHA256.HashSizeInBytes];
        if (cursor.Length > 2 * bytes.Length || !Convert.TryFromBase64String(cursor, bytes, out int length) || length != bytes.Length
            || !CryptographicOperations.FixedTimeEquals(CodeOf(bytes[..ClaimsLength]), bytes[ClaimsLength..]))
        {
            return false;
        }

        var claims = MemoryMarshal.Read<Claims>(bytes);
        filter = claims.Filter;
        return claims.Feed == (long)feed && claims.Generation == _generation;
    }

    private byte[] CodeOf(ReadOnlySpan<byte> claims) => HMACSHA256.HashData(_key, claims);

    private readonly record struct Claims(long Feed, long Generation, PageFilter Filter, long MadeAt);
}
