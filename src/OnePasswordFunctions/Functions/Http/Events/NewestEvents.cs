using System.Text;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// Finds the newest events of a feed. The API only walks forward, so every page of the time is read and the last events are kept.
/// Without a <c>from_date</c> it looks back an hour, and further until there are enough.
/// </summary>
internal sealed class NewestEvents(EventsReader reader, EventsSummary summary, TimeProvider time)
{
    /// <summary>What is kept at most, in bytes; with larger events the answer has fewer of them.</summary>
    private const int MostBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan[] LookBacks = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), Retention.Kept];

    /// <summary>One page with the newest events, the newest first. The summary says how many were read for it.</summary>
    /// <exception cref="IngestionException">Nothing could be read, because the other side failed.</exception>
    /// <exception cref="OperationCanceledException">Nothing could be read, because the time is up or the caller has gone.</exception>
    public async Task<EventPage> ReadAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset[] starts = summary.Request.FromDate is { } given ? [given] : [.. LookBacks.Select(lookBack => now - lookBack)];
        Queue<byte[]> kept = [];
        foreach (DateTimeOffset start in starts)
        {
            (Queue<byte[]> Kept, long Scanned) found = await ScanAsync(start, cancellationToken);
            if (summary.Partial is { } reason && summary.FromDate != default)
            {
                // What was found closer to now is the newest; a walk that begins earlier and stops midway is not.
                summary.Partial = $"the time before {Wording.Time(summary.FromDate)} was not searched to its end. {reason}";
                break;
            }

            (kept, summary.Scanned, summary.FromDate) = (found.Kept, found.Scanned, start);
            if (summary.Partial is { } cut)
            {
                summary.Partial = $"newer events exist; these are the last of those that could be read. {cut}";
            }

            if (summary.Partial is not null || kept.Count >= summary.Request.Limit)
            {
                break;
            }
        }

        summary.HasMore = summary.Scanned > kept.Count || summary.Partial is not null;
        return ToPage(kept);
    }

    private async Task<(Queue<byte[]> Kept, long Scanned)> ScanAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        Queue<byte[]> kept = [];
        long scanned = 0, bytes = 0;
        var first = PageRequest.StartAt(start, PageRequest.MaximumPageSize);
        EventPage? page = summary.FromDate == default ? await reader.ReadAsync(first) : await reader.TryReadAsync(first, cancellationToken);
        while (page is not null)
        {
            using (page)
            {
                // Of a large page only the last events can be among the newest.
                for (int index = Math.Max(0, page.Count - summary.Request.Limit); index < page.Count; index++)
                {
                    byte[] json = page.GetEvent(index).ToArray();
                    kept.Enqueue(json);
                    for (bytes += json.Length; kept.Count > summary.Request.Limit || (bytes > MostBytes && kept.Count > 1);)
                    {
                        bytes -= kept.Dequeue().Length;
                    }
                }

                scanned += page.Count;
            }

            page = await reader.TryReadNextAsync(cancellationToken);
        }

        return (kept, scanned);
    }

    /// <summary>A page as the API would send it, so that all that follows is as for any other.</summary>
    private static EventPage ToPage(Queue<byte[]> kept)
    {
        ReadOnlySpan<byte> head = """{"cursor":"-","has_more":false,"items":["""u8, foot = "]}"u8;
        byte[] body = LargeBuffers.Pool.Rent(head.Length + kept.Sum(json => json.Length + 1) + foot.Length);
        head.CopyTo(body);
        int length = head.Length;
        foreach (byte[] json in kept.Reverse())
        {
            body[length] = (byte)',';
            length += length == head.Length ? 0 : 1;
            json.CopyTo(body, length);
            length += json.Length;
        }

        foot.CopyTo(body.AsSpan(length));
        return EventPageReader.Read(body, length + foot.Length);
    }
}
