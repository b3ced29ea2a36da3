using System.Buffers.Binary;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// When the events that arrived last say they happened, kept in the feed's row. They tell how far a feed has read without trusting
/// any one clock: what fewer than half of them claim changes nothing.
/// </summary>
internal sealed class RecentTimes
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 64;

    /// <summary>One in so many may claim to be too old without moving <see cref="Earliest"/>.</summary>
    private const int Outliers = 16;

    // A ring of UTC ticks; the oldest is at _next once it is full.
    private readonly long[] _ticks = new long[Capacity];
    private int _next;

    /// <summary>How many are kept now.</summary>
    public int Count { get; private set; }

    /// <summary>The time up to which the feed has read: as many of the times are later as are not. Null before the first.</summary>
    public DateTimeOffset? Median => At((Count - 1) / 2);

    /// <summary>The earliest of the times, less the few that would be the earliest by a clock that is wrong. Never later than <see cref="Median"/>.</summary>
    public DateTimeOffset? Earliest => At(Count / Outliers);

    /// <summary>Those of a feed that begins, whose start is all that is known.</summary>
    public static RecentTimes From(DateTimeOffset start)
    {
        var times = new RecentTimes();
        times.Add(start, start);
        return times;
    }

    /// <summary>
    /// Restores what <see cref="ToBytes"/> wrote. The row of a version that kept none has one time, the latest that any event ever
    /// claimed; if that is later than the row itself, it is a wrong clock's and says nothing.
    /// </summary>
    public static RecentTimes FromRow(ReadOnlySpan<byte> bytes, DateTimeOffset? latestEver, DateTimeOffset? writtenAt)
    {
        var times = new RecentTimes();
        for (; bytes.Length >= sizeof(long); bytes = bytes[sizeof(long)..])
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(bytes) is >= 0 and var ticks && ticks <= DateTime.MaxValue.Ticks)
            {
                times.Add(ticks);
            }
        }

        return times.Count == 0 && latestEver is { } latest && latest <= writtenAt ? From(latest) : times;
    }

    /// <summary>Adds the time of the event that arrived last. Nothing happens after it is seen: a time in the future counts as now.</summary>
    public void Add(DateTimeOffset time, DateTimeOffset seen) => Add(Math.Min(time.UtcTicks, seen.UtcTicks));

    /// <summary>The times in order of arrival, eight bytes each.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Count * sizeof(long)];
        int oldest = Count == Capacity ? _next : 0;
        for (int index = 0; index < Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * sizeof(long)), _ticks[(oldest + index) % Capacity]);
        }

        return bytes;
    }

    private void Add(long ticks)
    {
        _ticks[_next] = ticks;
        _next = (_next + 1) % Capacity;
        Count = Math.Min(Count + 1, Capacity);
    }

    private DateTimeOffset? At(int rank)
    {
        if (Count == 0)
        {
            return null;
        }

        Span<long> sorted = stackalloc long[Capacity];
        sorted = sorted[..Count];
        _ticks.AsSpan(0, Count).CopyTo(sorted);
        sorted.Sort();
        return new DateTimeOffset(sorted[rank], TimeSpan.Zero);
    }
}
