using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>Publishes what <c>get-events</c> read, marked so that consumers can tell it from the timers' events.</summary>
internal sealed class EventsPush(IEventPublisher publisher, RunBudget budget, RunRetries retries, EventsSummary summary)
{
    /// <summary>Publishes the first <paramref name="count"/> events of the page; the summary says how far that went when it fails.</summary>
    /// <exception cref="IngestionException">A batch was not accepted.</exception>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public async Task PublishAsync(EventPage page, int count)
    {
        for (int next = 0; next < count;)
        {
            PublishResult result = await retries.RunAsync(
                (publisher, summary.Request.Feed, page, next, count),
                static (state, token) => state.publisher.PublishAsync(new PublishRequest(state.Feed, IngestMode.GetEvents, state.page, state.next, state.count), token),
                budget.Reading.Token);
            if (result.Refusal is { } reason)
            {
                summary.Refused++;
                summary.Refusal ??= reason;
            }

            summary.Published += result.Accepted;
            next += Math.Max(1, result.Accepted);
        }
    }
}
