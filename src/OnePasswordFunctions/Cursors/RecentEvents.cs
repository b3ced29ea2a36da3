using System.Buffers.Binary;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// Hashes of the events that a feed published last, kept in the feed's row. When a cursor is rejected and the feed goes back in
/// time, they tell what is already in the hub.
/// </summary>
internal sealed class RecentEvents
{
    /// <summary>How many are kept in ordinary times: four pages of a thousand events.</summary>
    public const int Capacity = 4096;

    /// <summary>How many are kept while recovering; 8 bytes each, within the 64 KiB that a table property can hold.</summary>
    public const int RecoveringCapacity = 8000;

    private ulong[]? _hashes;
    private HashSet<ulong>? _index;
    private int _next;

    // The hashes lie in a ring: those kept are the last Count before _next, the older ones perhaps at its end.
    private ReadOnlySpan<ulong> OlderPart => _hashes.AsSpan()[^Math.Max(0, Count - _next)..];

    private ReadOnlySpan<ulong> NewerPart => _hashes.AsSpan()[Math.Max(0, _next - Count).._next];

    /// <summary>How many hashes are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Restores what <see cref="CopyTo"/> wrote.</summary>
    public static RecentEvents FromBytes(ReadOnlySpan<byte> bytes)
    {
        var recent = new RecentEvents();
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            recent.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes), isRecovering: true);
        }

        return recent;
    }

    /// <summary>
    /// Adds a hash. In ordinary times the oldest give way. While recovering none does, because the events from before the
    /// incident must stay known until they have all come by; what finds no room any more may be repeated by another incident.
    /// </summary>
    public void Add(ulong hash, bool isRecovering)
    {
        if (isRecovering && Count == RecoveringCapacity)
        {
            return;
        }

        _hashes ??= new ulong[RecoveringCapacity];
        _hashes[_next] = hash;
        _next = _next + 1 == RecoveringCapacity ? 0 : _next + 1;
        Count++;
        if (isRecovering)
        {
            _index?.Add(hash);
        }
        else
        {
            Trim();
            _index = null;
        }
    }

    /// <summary>Forgets the oldest beyond <see cref="Capacity"/>, which makes room for a recovery.</summary>
    public void Trim()
    {
        Count = Math.Min(Count, Capacity);
        _index = null;
    }

    /// <summary>Whether the event is among those kept.</summary>
    public bool Contains(ulong hash)
    {
        if (_index is null)
        {
            _index = [.. OlderPart, .. NewerPart];
        }

        return _index.Contains(hash);
    }

    /// <summary>Writes the hashes, oldest first, eight bytes each; returns how many bytes.</summary>
    public int CopyTo(Span<byte> destination)
    {
        foreach (ulong hash in OlderPart)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, hash);
            destination = destination[sizeof(ulong)..];
        }

        foreach (ulong hash in NewerPart)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, hash);
            destination = destination[sizeof(ulong)..];
        }

        return Count * sizeof(ulong);
    }
}
