using System.Runtime.InteropServices;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Counts and hashes by message id. Used under the lock of its <see cref="HubStore"/>.</summary>
internal sealed class MessageDigest
{
    private readonly Dictionary<UInt128, DigestEntry> _entries = [];

    /// <summary>How many different ids came.</summary>
    public int Ids => _entries.Count;

    /// <summary>How many messages came beyond the first of their id.</summary>
    public long Repeated { get; private set; }

    /// <summary>Counts a message; without an id it goes by the hash of its body.</summary>
    public void Add(string? id, ReadOnlySpan<byte> body)
    {
        ulong hash = BodyHash.Of(body);
        ref DigestEntry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, KeyOf(id, hash), out bool exists);
        Repeated += exists ? 1 : 0;
        entry = exists ? entry with { Count = entry.Count + 1, IsAltered = entry.IsAltered || entry.Hash != hash } : new DigestEntry(1, hash, false);
    }

    public DigestEntry? Find(string id) => _entries.TryGetValue(KeyOf(id, 0), out DigestEntry entry) ? entry : null;

    private static UInt128 KeyOf(string? id, ulong bodyHash)
    {
        if (id is null)
        {
            return bodyHash;
        }

        byte[] text = Encoding.UTF8.GetBytes(id);
        ulong high = BodyHash.Of(text);
        Array.Reverse(text);
        return new UInt128(high, BodyHash.Of(text));
    }
}
