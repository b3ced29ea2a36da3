using System.Collections.Concurrent;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Rendered pages by the cursor that leads to them, up to a number of bytes. What does not fit is rendered each time.</summary>
internal sealed class PageCache(long capacity)
{
    private readonly ConcurrentDictionary<(SimulatedFeed Feed, PageFilter Filter), ServedPage> _pages = new();
    private long _used;

    /// <summary>The kept page, or null.</summary>
    public ServedPage? Find(SimulatedFeed feed, PageFilter filter) => capacity > 0 && _pages.TryGetValue((feed, filter), out ServedPage? page) ? page : null;

    /// <summary>Keeps a full page; the feed's end still changes and is not kept.</summary>
    public ServedPage Keep(PageFilter filter, ServedPage page)
    {
        if (capacity > 0 && page.Events.Count == filter.Limit && Interlocked.Add(ref _used, page.Body.Length) <= capacity)
        {
            _pages[(page.Feed, filter)] = page;
        }

        return page;
    }

    /// <summary>Forgets everything, since the cursors in the kept pages are no longer accepted.</summary>
    public void Clear()
    {
        _pages.Clear();
        Interlocked.Exchange(ref _used, 0);
    }
}
