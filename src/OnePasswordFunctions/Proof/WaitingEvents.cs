using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>
/// Tells what is missing from what has only not been read yet: an event can arrive a day late, and then the API serves it at once and the
/// feed with its next run. Whatever lies behind the feed's position is the feed's own business.
/// </summary>
internal sealed class WaitingEvents(PageWalk walk, ServedEvents served, RunBudget budget)
{
    private const int MostPages = 200;

    /// <summary>Marks the events behind a position that the hub does not have; false when that could not be read to the end.</summary>
    public async Task<bool> TryMarkAsync(FeedPosition position)
    {
        try
        {
            int first = position.PublishedInPage;
            PageRequest? request = position.ToRequest();
            for (int pages = 0; walk.Leads; pages++, first = 0, request = null)
            {
                if (pages == MostPages || budget.End is not null)
                {
                    return false;
                }

                using EventPage page = request is { } begin ? await walk.BeginAsync(begin) : await walk.ContinueAsync();
                Mark(page, first);
            }

            return true;
        }
        catch (IngestionException)
        {
            // A position that the API no longer takes heals in the feed's next run; until then nothing can be said.
            return false;
        }
    }

    private void Mark(EventPage page, int first)
    {
        for (int index = first; index < page.Count; index++)
        {
            if (served.Find(page.GetIdHash(index)) is >= 0 and var found && served.All[found].Sighting == Sighting.None)
            {
                served.All[found].Sighting = Sighting.Waiting;
            }
        }
    }
}
