using Microsoft.Azure.Functions.Worker;

namespace OnePasswordFunctions.Functions;

/// <summary>The proof of delivery: compares a period of the Events API with the hub, and publishes what is missing if asked.</summary>
public sealed class ProveDelivery(HttpAnswers answers)
{
    [Function(nameof(ProveDelivery))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Function, "get", "post", Route = "prove-delivery")] HttpRequest request) =>
        answers.ProveDeliveryAsync(request.HttpContext);
}
