using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>The page that a run publishes, and how far into it the run is. Owns the page.</summary>
/// <param name="page">The page.</param>
/// <param name="from">The position that led to it.</param>
/// <param name="seen">When it came.</param>
internal sealed class PageInHand(EventPage page, FeedPosition from, DateTimeOffset seen) : IDisposable
{
    public EventPage Page => page;

    /// <summary>When the page came.</summary>
    public DateTimeOffset Seen => seen;

    /// <summary>Index of the first event that the run has not passed.</summary>
    public int Next { get; private set; }

    /// <summary>Whether the run has passed every event of the page.</summary>
    public bool IsDone => Next == page.Count;

    /// <summary>Whether there is a page behind this one. A cursor that did not move leads nowhere, whatever the API says.</summary>
    public bool Leads => page.HasMore && Advances;

    /// <summary>Whether the API contradicts itself: there is more, behind a cursor that did not move.</summary>
    public bool IsStuck => page.HasMore && !Advances;

    /// <summary>Whether the position behind the whole page is worth a write: an empty page at the end of a cursor says nothing new.</summary>
    public bool IsNews => page.Count > 0 || page.HasMore || from.Cursor is null;

    private bool Advances => page.Cursor != from.Cursor;

    /// <summary>
    /// Goes to the first event that is not published. Normally the place is known exactly; if the API serves the page differently
    /// now, the event is looked up; if it is not there, the whole page is published again, because repeating is better than losing.
    /// </summary>
    /// <returns>Whether the page came back as it was.</returns>
    public bool Resume()
    {
        if (from.PublishedInPage == 0 || from.PublishedThrough is not { } id)
        {
            return true;
        }

        int last = from.PublishedInPage - 1;
        bool isSame = last < page.Count && EventIdentity.GetText(page, last) == id;
        Next = isSame ? from.PublishedInPage : 1 + Enumerable.Range(0, page.Count).FirstOrDefault(index => EventIdentity.GetText(page, index) == id, -1);
        return isSame;
    }

    /// <summary>Passes the next <paramref name="count"/> events.</summary>
    public void Pass(int count) => Next += count;

    /// <summary>The position once the events that were passed are in the hub.</summary>
    public FeedPosition Position => IsDone && (page.Count == 0 || Advances)
        ? FeedPosition.AtCursor(page.Cursor)
        : from.After(Next, Next == 0 ? null : EventIdentity.GetText(page, Next - 1));

    /// <summary>Passes the events that are known to be in the hub or among the dead letters; returns how many.</summary>
    public int PassKnown(FeedState known)
    {
        int first = Next;
        while (Next < page.Count && IsKnown(known, page.GetIdHash(Next)))
        {
            Next++;
        }

        return Next - first;
    }

    /// <summary>How far a batch of at most <paramref name="room"/> events may reach from <see cref="Next"/>.</summary>
    public int EndOfStretch(int room) => (int)Math.Min(page.Count, (long)Next + room);

    /// <summary>
    /// The same where known events are left out: up to the next one that is known, or will be with this very batch. So which
    /// events are left out, and with it every number that follows, does not hang on how many events a batch happened to hold.
    /// </summary>
    public int EndOfStretch(int room, FeedState known)
    {
        int end = EndOfStretch(room);
        var own = new HashSet<ulong>();
        for (int index = Next; index < end; index++)
        {
            ulong hash = page.GetIdHash(index);
            if (!own.Add(hash) || IsKnown(known, hash))
            {
                return index;
            }
        }

        return end;
    }

    private static bool IsKnown(FeedState known, ulong hash) =>
        known.RecentEvents.Contains(hash) || known.RecentDeadLetters.Contains(hash);

    public void Dispose() => page.Dispose();
}
