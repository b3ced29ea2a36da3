using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>
/// Reads a period from the API in slices of time, as many as there is time and room for. Only whole slices count, because within
/// one the API serves events in the order of their arrival: part of one would prove nothing.
/// </summary>
internal sealed class PeriodReader(IEventsApi api, EventFeed feed, RunRetries retries, RunBudget budget, int most = ServedEvents.Most)
{
    private static readonly TimeSpan FirstWidth = TimeSpan.FromHours(1);
    private static readonly TimeSpan Narrowest = TimeSpan.FromSeconds(1);

    /// <summary>Reads from <paramref name="from"/> on; returns the time up to which everything was read.</summary>
    /// <param name="from">The earliest event time.</param>
    /// <param name="to">The end of the period.</param>
    /// <param name="served">Where the events go.</param>
    /// <param name="until">After this time of the budget nothing new is begun, once the first slice is read.</param>
    /// <exception cref="IngestionException">The API failed.</exception>
    /// <exception cref="OperationCanceledException">The time ended within the first slice, or the caller has gone.</exception>
    public async Task<DateTimeOffset> ReadAsync(DateTimeOffset from, DateTimeOffset to, ServedEvents served, TimeSpan until)
    {
        DateTimeOffset covered = from;
        TimeSpan width = FirstWidth;
        while (covered < to)
        {
            DateTimeOffset end = to - covered <= width ? to : covered + width;
            int before = served.Count;
            if (await TryReadAsync(covered, end, served, covered == from ? TimeSpan.MaxValue : until))
            {
                width = served.Count - before > most / 8 ? width : width * 2;
                covered = end;
                continue;
            }

            // Too much for the time or the room that is left. What was read already stays; an empty hand takes a thinner slice.
            served.Truncate(before);
            if (covered > from || width <= Narrowest)
            {
                break;
            }

            width /= 4;
        }

        return covered;
    }

    /// <summary>Whether the whole slice was read: it fits, and the time sufficed.</summary>
    private async Task<bool> TryReadAsync(DateTimeOffset from, DateTimeOffset to, ServedEvents served, TimeSpan until)
    {
        var walk = new PageWalk(api, feed, retries, budget.Reading.Token);
        for (PageRequest? request = PageRequest.Between(from, to); walk.Leads; request = null)
        {
            if (budget.Elapsed >= until)
            {
                return false;
            }

            using EventPage page = request is { } first ? await walk.BeginAsync(first) : await walk.ContinueAsync();
            for (int index = 0; index < page.Count; index++)
            {
                // The end is asked for, but whether a server minds it is not ours to say. An event without a time belongs to every period.
                if (!page.TryGetTime(index, out DateTimeOffset time) || (time >= from && time < to))
                {
                    if (served.Count == most)
                    {
                        return false;
                    }

                    served.Add(page, index);
                }
            }
        }

        return true;
    }
}
