using Microsoft.Azure.Functions.Worker;

namespace OnePasswordFunctions.Functions;

/// <summary>The connection test: tries every side and says of each what was seen and what to do.</summary>
public sealed class TestConnection(HttpAnswers answers)
{
    [Function(nameof(TestConnection))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", Route = "test-connection")] HttpRequest request) =>
        answers.TestConnectionAsync(request.HttpContext);
}
