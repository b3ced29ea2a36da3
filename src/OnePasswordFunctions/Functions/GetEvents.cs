using Microsoft.Azure.Functions.Worker;

namespace OnePasswordFunctions.Functions;

/// <summary>The on-demand debug command: answers with the events behind a time, and publishes them if asked.</summary>
public sealed class GetEvents(HttpAnswers answers)
{
    [Function(nameof(GetEvents))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "get-events")] HttpRequest request) =>
        answers.GetEventsAsync(request.HttpContext);
}
