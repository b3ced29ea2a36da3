using System.Collections.Concurrent;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// Keeps the simulator's full pages, since the same ones are read in each pass: what is measured is the worker, not the rendering. A kept page
/// leads on with the cursor that it was rendered with.
/// </summary>
internal sealed class RenderedPages
{
    private const long MostBytes = 8L << 30;

    private readonly ConcurrentDictionary<(SimulatedFeed Feed, long First, int Count), byte[]> _pages = new();
    private long _used;

    /// <summary>The page as it was rendered before, or as it is rendered now.</summary>
    public byte[] Render(PageDraft page)
    {
        if (page.IsLast)
        {
            // The feed's end, which may still change.
            return page.Render();
        }

        (SimulatedFeed, long, int) key = (page.Feed, page.Events[0].Sequence, page.Events.Count);
        if (!_pages.TryGetValue(key, out byte[]? body))
        {
            body = page.Render();
            if (Interlocked.Add(ref _used, body.Length) <= MostBytes)
            {
                _pages[key] = body;
            }
        }

        return body;
    }
}
