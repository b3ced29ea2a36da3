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
    IngestionOptions options,
    Ingestion.RetryPolicy retryPolicy,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<GetEventsEndpoint> logger)
{
    /// <summary>Azure cuts a request off after 230 s; with the budget's grace this stays below.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(200);

    private static readonly TimeSpan DefaultLookback = TimeSpan.FromMinutes(1);

    public async Task AnswerAsync(HttpContext context)
    {
        RequestArguments arguments = EventsRequestReader.ReadQuery(context.Request);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            await JsonBody.AddToAsync(arguments, context.Request, context.RequestAborted);
        }

        if (EventsRequestReader.Read(arguments, context.Request, time.GetUtcNow()) is not { } request)
        {
            await ProblemAnswer.WriteAsync(context, arguments.Problems);
            return;
        }

        TimeSpan duration = options.MaxRunDuration < LongestRequest ? options.MaxRunDuration : LongestRequest;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var budget = new RunBudget(duration, time, stop.Token);
        try
        {
            await DeliverAsync(context, request, budget);
        }
        catch (IngestionException failure) when (!context.Response.HasStarted)
        {
            await ProblemAnswer.WriteAsync(context, failure);
        }
        catch (OperationCanceledException) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await (lifetime.ApplicationStopping.IsCancellationRequested
                ? ProblemAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Stopping", "The app is being stopped; ask again.")
                : ProblemAnswer.WriteTimeUpAsync(context, duration));
        }
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
