using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class HubAccessTests
{
    [Fact]
    public async Task Send_WithTheWrongKey_IsUnauthorized()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        string wrong = hub.StandIn.ConnectionString.Replace(hub.Options.Key, "b3RoZXI=", StringComparison.Ordinal);
        await using var producer = new EventHubProducerClient(wrong, RunningHub.Hub, new EventHubProducerClientOptions { RetryOptions = RunningHub.OneAttempt });
        var error = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => producer.SendAsync([new EventData("one")]));
        Assert.Contains("InvalidSignature", error.Message, StringComparison.Ordinal);
    }
}
