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

    private Task DeliverAsync(HttpContext context, EventsRequest request, RunBudget budget)
    {
        var summary = new EventsSummary();
        var retries = new RunRetries(request.Feed, budget, new RunTally(), retryPolicy, time, logger);
        EventsPush? push = request.ShouldPushEvents ? new EventsPush(publisher, request.Feed, budget, retries, summary) : null;
        return new EventsDelivery(api, request, budget, retries, summary, push).RunAsync(context.Response, context.RequestAborted);
    }
}
