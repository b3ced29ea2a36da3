using Microsoft.Azure.Functions.Worker;

namespace OnePasswordFunctions.Functions;

/// <summary>How each feed is doing, and which settings are in force.</summary>
public sealed class Status(HttpAnswers answers)
{
    [Function(nameof(Status))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "status")] HttpRequest request) =>
        answers.StatusAsync(request.HttpContext);
}
