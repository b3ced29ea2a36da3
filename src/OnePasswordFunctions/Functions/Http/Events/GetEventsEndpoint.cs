using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// <c>get-events</c>: reads a feed from a given time and answers with its events; publishes them too if asked. Uses a cursor of its
/// own and never touches the stored position.
/// </summary>
internal sealed class GetEventsEndpoint(
    IEventsApi api,
    IEventPublisher publisher,
    BoundedRequest bounded,
    Ingestion.RetryPolicy retryPolicy,
    TimeProvider time,
    ILogger<GetEventsEndpoint> logger)
{
    private static readonly TimeSpan DefaultLookback = TimeSpan.FromMinutes(1);

    /// <summary>Answers the call, errors included.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestArguments arguments = await RequestArguments.ReadAsync(context, EventsRequestReader.Names);
        if (EventsRequestReader.Read(arguments, context.Request, time.GetUtcNow()) is not { } request)
        {
            await Problem.Of(arguments.Problems).WriteAsync(context);
            return;
        }

        await bounded.AnswerAsync(context, async stop =>
        {
            using var budget = new RunBudget(bounded.Duration, time, stop);
            await DeliverAsync(context, request, budget);
        });
    }

    private async Task DeliverAsync(HttpContext context, EventsRequest request, RunBudget budget)
    {
        var summary = new EventsSummary(request);
        var retries = new RunRetries(request.Feed, budget, new RunTally(), retryPolicy, time, logger);
        var reader = new EventsReader(api, budget, retries, summary);
        EventsPush? push = request.ShouldPushEvents ? new EventsPush(publisher, budget, retries, summary) : null;
        EventPage first = request.Newest
            ? await new NewestEvents(reader, summary, time).ReadAsync(context.RequestAborted)
            : await ReadOldestAsync(reader, summary);
        await new EventsDelivery(reader, summary, push, context.Response, context.RequestAborted).RunAsync(first);
    }

    private Task<EventPage> ReadOldestAsync(EventsReader reader, EventsSummary summary)
    {
        summary.FromDate = summary.Request.FromDate ?? time.GetUtcNow() - DefaultLookback;
        return reader.ReadAsync(PageRequest.StartAt(summary.FromDate, Math.Min(summary.Request.Limit, PageRequest.MaximumPageSize)));
    }
}
