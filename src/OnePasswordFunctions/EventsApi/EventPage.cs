using System.Buffers;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// One API response: its body in one pooled buffer, and where each event lies in it.
/// Owns both; every slice that it hands out is invalid after <see cref="Dispose"/>.
/// </summary>
internal sealed class EventPage : IDisposable
{
    private byte[]? _body;
    private EventItem[]? _items;

    /// <summary>Takes ownership of two arrays rented from the shared pools.</summary>
    public EventPage(byte[] body, int bodyLength, EventItem[] items, int count, string cursor, bool hasMore)
    {
        (_body, BodyLength, _items, Count, Cursor, HasMore) = (body, bodyLength, items, count, cursor, hasMore);
    }

    /// <summary>How many bytes the API sent, after decompression.</summary>
    public int BodyLength { get; }

    /// <summary>How many events the page holds, 0 or more.</summary>
    public int Count { get; }

    /// <summary>The cursor after this page; never empty.</summary>
    public string Cursor { get; }

    /// <summary>Whether the API has more now. May be true for a page without events.</summary>
    public bool HasMore { get; }

    /// <summary>The server's clock when it answered, if it sent one.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>The event's JSON exactly as received.</summary>
    public ReadOnlySpan<byte> GetEvent(int index) => Slice(Item(index).Start, Item(index).Length);

    /// <summary>As <see cref="GetEvent"/>, for what keeps slices until the page is published.</summary>
    public ReadOnlyMemory<byte> GetEventMemory(int index) => _body.AsMemory(Item(index).Start, Item(index).Length);

    /// <summary>The event's uuid as UTF-8 JSON text without quotes; empty when the event has none.</summary>
    public ReadOnlySpan<byte> GetUuid(int index) => Slice(Item(index).UuidStart, Item(index).UuidLength);

    /// <summary>The event's timestamp as it came, as UTF-8 JSON text without quotes; empty when the event has none.</summary>
    public ReadOnlySpan<byte> GetTimestamp(int index) => Slice(Item(index).TimestampStart, Item(index).TimestampLength);

    /// <summary>The event's timestamp; false when it has none that can be read.</summary>
    public bool TryGetTime(int index, out DateTimeOffset time)
    {
        long ticks = Item(index).TimeTicks;
        time = ticks == EventItem.NoTime ? default : new DateTimeOffset(ticks, TimeSpan.Zero);
        return ticks != EventItem.NoTime;
    }

    /// <summary>The hash of the event's id, by which a run knows what it has published lately.</summary>
    public ulong GetIdHash(int index) => Item(index).IdHash;

    /// <summary>Returns both buffers. Safe to call more than once.</summary>
    public void Dispose()
    {
        if (_body is { } body)
        {
            _body = null;
            LargeBuffers.Pool.Return(body);
        }

        if (_items is { } items)
        {
            _items = null;
            ArrayPool<EventItem>.Shared.Return(items);
        }
    }

    private EventItem Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return (_items ?? throw new ObjectDisposedException(nameof(EventPage)))[index];
    }

    private ReadOnlySpan<byte> Slice(int start, int length) => _body.AsSpan(start, length);
}
