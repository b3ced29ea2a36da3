using System.Security.Cryptography;
using System.Text;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// What identifies an event: its uuid, or when it has none that can be a message property, the SHA-256 of its bytes. Consumers
/// remove duplicates by it (<c>cloudEvents:id</c>).
/// </summary>
internal static class EventIdentity
{
    /// <summary>Room for the longest id.</summary>
    public const int MaximumLength = 128;

    /// <summary>The id as ASCII; <paramref name="scratch"/> of <see cref="MaximumLength"/> bytes holds it when it is computed.</summary>
    public static ReadOnlySpan<byte> Get(EventPage page, int index, Span<byte> scratch)
    {
        ReadOnlySpan<byte> uuid = page.GetUuid(index);
        return uuid.IsEmpty ? Compute(page.GetEvent(index), scratch) : uuid;
    }

    /// <summary>The id as a string.</summary>
    public static string GetText(EventPage page, int index) =>
        Encoding.ASCII.GetString(Get(page, index, stackalloc byte[MaximumLength]));

    /// <summary>A 64-bit FNV-1a hash of an id. Event ids are random, so among thousands no two share one.</summary>
    public static ulong Hash(ReadOnlySpan<byte> id)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in id)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }

    /// <summary>The hash of an id as a message property holds it.</summary>
    public static ulong Hash(string id)
    {
        Span<byte> bytes = stackalloc byte[MaximumLength];
        return Encoding.UTF8.TryGetBytes(id, bytes, out int length) ? Hash(bytes[..length]) : Hash(Encoding.UTF8.GetBytes(id));
    }

    /// <summary>The hash of the id of an event that has no uuid.</summary>
    public static ulong HashWithoutUuid(ReadOnlySpan<byte> json) => Hash(Compute(json, stackalloc byte[MaximumLength]));

    private static ReadOnlySpan<byte> Compute(ReadOnlySpan<byte> json, Span<byte> scratch)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        Convert.TryToHexStringLower(hash, scratch, out int length);
        return scratch[..length];
    }
}
