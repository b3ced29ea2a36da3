using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>
/// Reads the period once more for what is missing, since only hashes were kept: to name the events and, if asked, to publish them.
/// What was published is known to the hub from then on, so a repair that is ended and begun anew repeats nothing that was accepted.
/// </summary>
internal sealed class MissingEvents(PageWalk walk, ServedEvents served, IEventPublisher publisher, EventFeed feed, RunRetries retries, RunBudget budget)
{
    private readonly List<EventMention> _named = [];

    /// <summary>The first of the missing events.</summary>
    public IReadOnlyList<EventMention> Named => _named;

    /// <summary>Missing events that the hub has accepted now.</summary>
    public int Repaired { get; private set; }

    /// <summary>Missing events that no batch can hold.</summary>
    public int NotPublishable { get; private set; }

    /// <summary>Why not all of the missing events were looked at or published; null when they were.</summary>
    public string? Partial { get; private set; }

    /// <summary>Reads the part of the period that has missing events.</summary>
    public async Task ReadAsync(DateTimeOffset from, DateTimeOffset to, bool shouldRepair)
    {
        try
        {
            PageRequest? request = PageRequest.Between(from, to);
            for (; walk.Leads; request = null)
            {
                if (budget.End is not null)
                {
                    Partial = "the time is used up.";
                    return;
                }

                using EventPage page = request is { } begin ? await walk.BeginAsync(begin) : await walk.ContinueAsync();
                await TakeAsync(page, shouldRepair);
            }
        }
        catch (IngestionException failure)
        {
            Partial = $"{failure.Failure}: {failure.Message}";
        }
        catch (OperationCanceledException) when (budget.IsOver)
        {
            Partial = "the time is used up; one batch more may have been published.";
        }
    }

    private async Task TakeAsync(EventPage page, bool shouldRepair)
    {
        for (int index = 0; index < page.Count;)
        {
            int end = index;
            while (end < page.Count && TryName(page, end))
            {
                end++;
            }

            if (shouldRepair)
            {
                await PublishAsync(page, index, end);
            }

            index = end + 1;
        }
    }

    /// <summary>Names an event if it is missing. An event that is served twice is met once.</summary>
    private bool TryName(EventPage page, int index)
    {
        if (served.Find(page.GetIdHash(index)) is not (>= 0 and var found) || served.All[found].Sighting != Sighting.None)
        {
            return false;
        }

        served.All[found].Sighting = Sighting.Missing;
        if (_named.Count < EventMention.Most)
        {
            string time = Encoding.UTF8.GetString(page.GetTimestamp(index));
            _named.Add(new EventMention(EventIdentity.GetText(page, index), time.Length == 0 ? null : time));
        }

        return true;
    }

    private async Task PublishAsync(EventPage page, int first, int end)
    {
        while (first < end)
        {
            PublishResult result = await retries.RunAsync(
                (publisher, feed, page, first, end),
                static (state, token) => state.publisher.PublishAsync(new PublishRequest(state.feed, IngestMode.Repair, state.page, state.first, state.end), token),
                budget.Reading.Token);
            Repaired += result.Accepted;
            NotPublishable += result.Refusal is null ? 0 : 1;
            first += Math.Max(1, result.Accepted);
        }
    }
}
