using System.Buffers;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// Finds the events in an API response in one pass, without copying or building a document. Strict about JSON's structure, so
/// that a damaged body never passes for a page; indifferent to members it does not know and to what strings contain, because an
/// event's bytes are published as they came.
/// </summary>
internal static class EventPageReader
{
    private const int FirstCapacity = PageRequest.MaximumPageSize;

    /// <summary>
    /// Reads the page in the first <paramref name="length"/> bytes of <paramref name="body"/>, an array rented from the shared pool.
    /// On success the page owns the array; on failure the caller still does.
    /// </summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.InvalidResponse"/>; transient when the body ends too early.</exception>
    public static EventPage Read(byte[] body, int length, DateTimeOffset? serverTime = null)
    {
        EventItem[] items = ArrayPool<EventItem>.Shared.Rent(FirstCapacity);
        try
        {
            ReadOnlySpan<byte> text = body.AsSpan(0, length);
            Envelope envelope = ReadEnvelope(text, ref items);
            return new EventPage(body, length, items, envelope.Count, envelope.Cursor, envelope.HasMore) { ServerTime = serverTime };
        }
        catch
        {
            ArrayPool<EventItem>.Shared.Return(items);
            throw;
        }
    }

    private static Envelope ReadEnvelope(ReadOnlySpan<byte> text, ref EventItem[] items)
    {
        Envelope envelope = default;
        Range cursor = default;
        int at = JsonScanner.OpenObject(text, JsonScanner.Begin(text), "the response", out bool more);
        while (more)
        {
            at = JsonScanner.ReadName(text, at, out ReadOnlySpan<byte> name);
            if (name.SequenceEqual("items"u8))
            {
                at = ReadItems(text, at, ref items, out envelope.Count);
            }
            else if (name.SequenceEqual("cursor"u8))
            {
                at = JsonScanner.ReadString(text, at, "cursor", out cursor);
            }
            else if (name.SequenceEqual("has_more"u8))
            {
                at = JsonScanner.ReadBoolean(text, at, "has_more", out envelope.HasMore);
            }
            else
            {
                at = JsonScanner.SkipValue(text, at);
            }

            at = JsonScanner.NextInObject(text, at, out more);
        }

        JsonScanner.End(text, at);
        envelope.Cursor = text[cursor].IsEmpty ? throw JsonScanner.Invalid("the member 'cursor' is missing or empty") : JsonScanner.GetText(text, cursor);
        return envelope;
    }

    private static int ReadItems(ReadOnlySpan<byte> text, int at, ref EventItem[] items, out int count)
    {
        count = 0;
        int behindNull = JsonScanner.TrySkipNull(text, at);
        if (behindNull > at)
        {
            return behindNull;
        }

        at = JsonScanner.OpenArray(text, at, "items", out bool more);
        while (more)
        {
            if (count == items.Length)
            {
                Grow(ref items);
            }

            at = ReadItem(text, at, out items[count++]);
            at = JsonScanner.NextInArray(text, at, out more);
        }

        return at;
    }

    private static int ReadItem(ReadOnlySpan<byte> text, int start, out EventItem item)
    {
        int uuidStart = 0, uuidLength = 0, timeStart = 0, timeLength = 0;
        int at = JsonScanner.OpenObject(text, start, "an item", out bool more);
        while (more)
        {
            at = JsonScanner.ReadName(text, at, out ReadOnlySpan<byte> name);
            if (uuidLength == 0 && name.SequenceEqual("uuid"u8))
            {
                at = JsonScanner.ReadPlainString(text, at, out uuidStart, out uuidLength);
            }
            else if (timeLength == 0 && name.SequenceEqual("timestamp"u8))
            {
                at = JsonScanner.ReadPlainString(text, at, out timeStart, out timeLength);
            }
            else
            {
                at = JsonScanner.SkipValue(text, at);
            }

            at = JsonScanner.NextInObject(text, at, out more);
        }

        ReadOnlySpan<byte> uuid = text.Slice(uuidStart, uuidLength);
        ulong idHash = uuid.IsEmpty ? EventIdentity.HashWithoutUuid(text[start..at]) : EventIdentity.Hash(uuid);
        long ticks = EventTimestamp.TryParse(text.Slice(timeStart, timeLength), out DateTimeOffset time) ? time.UtcTicks : EventItem.NoTime;
        item = new EventItem(start, at - start, uuidStart, uuidLength, timeStart, timeLength, ticks, idHash);
        return at;
    }

    private static void Grow(ref EventItem[] items)
    {
        EventItem[] larger = ArrayPool<EventItem>.Shared.Rent(items.Length * 2);
        items.CopyTo(larger, 0);
        ArrayPool<EventItem>.Shared.Return(items);
        items = larger;
    }

    private struct Envelope
    {
        public int Count;
        public string Cursor;
        public bool HasMore;
    }
}
