using System.Buffers.Binary;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// Hashes of the events that a feed published last, at most <see cref="Capacity"/>, kept in the feed's row. When a cursor is
/// rejected and the feed goes back in time, they tell what is already in the hub.
/// </summary>
internal sealed class RecentEvents
{
    /// <summary>Four pages of a thousand events; 32 KiB, half of what a table property can hold.</summary>
    public const int Capacity = 4096;

    private readonly ulong[] _hashes = new ulong[Capacity];
    private HashSet<ulong>? _index;
    private int _next;

    /// <summary>How many hashes are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Restores what <see cref="CopyTo"/> wrote.</summary>
    public static RecentEvents FromBytes(ReadOnlySpan<byte> bytes)
    {
        var recent = new RecentEvents();
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            recent.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        return recent;
    }

    /// <summary>Adds a hash; the oldest gives way when there are too many.</summary>
    public void Add(ulong hash)
    {
        _index = null;
        _hashes[_next] = hash;
        _next = (_next + 1) % Capacity;
        Count = Math.Min(Count + 1, Capacity);
    }

    /// <summary>Whether the event is among those kept.</summary>
    public bool Contains(ulong hash) => (_index ??= [.. _hashes.AsSpan(0, Count)]).Contains(hash);

    /// <summary>Writes the hashes, oldest first, eight bytes each; returns how many bytes.</summary>
    public int CopyTo(Span<byte> destination)
    {
        int oldest = Count < Capacity ? 0 : _next;
        for (int index = 0; index < Count; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[(index * sizeof(ulong))..], _hashes[(oldest + index) % Capacity]);
        }

        return Count * sizeof(ulong);
    }
}
