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
            var scanner = new JsonScanner(body.AsSpan(0, length));
            Envelope envelope = ReadEnvelope(ref scanner, ref items);
            string cursor = scanner.GetText(envelope.CursorStart, envelope.CursorLength);
            return new EventPage(body, length, items, envelope.Count, cursor, envelope.HasMore) { ServerTime = serverTime };
        }
        catch
        {
            ArrayPool<EventItem>.Shared.Return(items);
            throw;
        }
    }

    private static Envelope ReadEnvelope(ref JsonScanner scanner, ref EventItem[] items)
    {
        Envelope envelope = default;
        bool more = scanner.OpenObject("the response");
        while (more)
        {
            ReadOnlySpan<byte> name = scanner.ReadName();
            if (name.SequenceEqual("items"u8))
            {
                envelope.Count = ReadItems(ref scanner, ref items);
            }
            else if (name.SequenceEqual("cursor"u8))
            {
                envelope.CursorLength = scanner.ReadString("cursor", out envelope.CursorStart);
            }
            else if (name.SequenceEqual("has_more"u8))
            {
                envelope.HasMore = scanner.ReadBoolean("has_more");
            }
            else
            {
                scanner.SkipValue();
            }

            more = scanner.NextInObject();
        }

        scanner.End();
        return envelope.CursorLength > 0 ? envelope : throw JsonScanner.Invalid("the member 'cursor' is missing or empty");
    }

    private static int ReadItems(ref JsonScanner scanner, ref EventItem[] items)
    {
        int count = 0;
        if (scanner.TryReadNull())
        {
            return count;
        }

        bool more = scanner.OpenArray("items");
        while (more)
        {
            if (count == items.Length)
            {
                Grow(ref items);
            }

            items[count++] = ReadItem(ref scanner);
            more = scanner.NextInArray();
        }

        return count;
    }

    private static EventItem ReadItem(ref JsonScanner scanner)
    {
        bool more = scanner.OpenObject("an item");
        int start = scanner.OpenedAt, uuidStart = 0, uuidLength = 0, timeStart = 0, timeLength = 0;
        while (more)
        {
            ReadOnlySpan<byte> name = scanner.ReadName();
            if (uuidLength == 0 && name.SequenceEqual("uuid"u8))
            {
                uuidLength = scanner.ReadPlainString(out uuidStart);
            }
            else if (timeLength == 0 && name.SequenceEqual("timestamp"u8))
            {
                timeLength = scanner.ReadPlainString(out timeStart);
            }
            else
            {
                scanner.SkipValue();
            }

            more = scanner.NextInObject();
        }

        return new EventItem(start, scanner.Position - start, uuidStart, uuidLength, timeStart, timeLength);
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
        public int CursorStart;
        public int CursorLength;
        public bool HasMore;
    }
}
