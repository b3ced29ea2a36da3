using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>Identity over TLS, as against Azure, and what becomes of links when tokens end.</summary>
public class HubTokenTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);

    [Fact]
    public async Task Send_WithAnIdentityOverTls_IsAccepted()
    {
        await using RunningHub hub = await StartAsync();
        await using EventHubConnection connection = Connect(hub, new FakeEntraCredential(() => Start.AddHours(1)));
        await using var producer = new EventHubProducerClient(connection, new EventHubProducerClientOptions { RetryOptions = RunningHub.OneAttempt });
        await producer.SendAsync([new EventData("one")]);
        Assert.Equal(1, hub.StandIn.Count);
    }

    [Theory]
    [InlineData("https://storage.azure.com", true)]
    [InlineData(FakeEntraCredential.Audience, false)]
    public async Task Send_WithAnIdentityThatIsNotTaken_IsUnauthorized(string audience, bool accepts)
    {
        await using RunningHub hub = await StartAsync();
        hub.Options.AcceptsEntraTokens = accepts;
        await using EventHubConnection connection = Connect(hub, new FakeEntraCredential(() => Start.AddHours(1), audience));
        await using var producer = new EventHubProducerClient(connection, new EventHubProducerClientOptions { RetryOptions = RunningHub.OneAttempt });
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => producer.SendAsync([new EventData("one")]));
        Assert.Equal(0, hub.StandIn.Count);
    }

    [Fact]
    public async Task Send_WithTheWrongKey_IsUnauthorized()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        string wrong = hub.StandIn.ConnectionString.Replace(hub.Options.Key, "b3RoZXI=", StringComparison.Ordinal);
        await using var producer = new EventHubProducerClient(wrong, RunningHub.Hub, new EventHubProducerClientOptions { RetryOptions = RunningHub.OneAttempt });
        var error = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => producer.SendAsync([new EventData("one")]));
        Assert.Contains("InvalidSignature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_Renewed_KeepsTheLink()
    {
        await using RunningHub hub = await StartAsync();
        await using EventHubConnection connection = Connect(hub, new FakeEntraCredential(() => _time.GetUtcNow().AddMinutes(10)));
        await using var first = new EventHubProducerClient(connection, new EventHubProducerClientOptions { RetryOptions = RunningHub.OneAttempt });
        await first.SendAsync([new EventData("one")]);
        _time.Advance(TimeSpan.FromMinutes(5));
        // A second client of the same connection puts a newer token for the same hub.
        await using var second = new EventHubProducerClient(connection, new EventHubProducerClientOptions { RetryOptions = RunningHub.OneAttempt });
        await second.SendAsync([new EventData("two")]);
        HubConnection served = Assert.Single(hub.StandIn.Connections);
        Assert.Equal((2, 2), (served.TokenCount, served.AttachCount));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal([RunningHub.Hub, RunningHub.Hub], served.Links);
        await first.SendAsync([new EventData("three")]);
        Assert.Equal((3L, 2), (hub.StandIn.Count, served.AttachCount));
    }

    [Fact]
    public async Task Token_Ended_DetachesTheLinks_AndANewOneOpensThem()
    {
        await using RunningHub hub = await StartAsync();
        await using EventHubConnection connection = Connect(hub, new FakeEntraCredential(() => _time.GetUtcNow().AddMinutes(10)));
        await using var producer = new EventHubProducerClient(connection, new EventHubProducerClientOptions { RetryOptions = RunningHub.OneAttempt });
        await producer.SendAsync([new EventData("one")]);
        HubConnection served = Assert.Single(hub.StandIn.Connections);
        _time.Advance(TimeSpan.FromMinutes(11));
        // The client may still write to the link before it learns that it is gone.
        if (await Record.ExceptionAsync(() => producer.SendAsync([new EventData("two")])) is { } error)
        {
            Assert.True(error is OperationCanceledException or UnauthorizedAccessException, error.ToString());
            await producer.SendAsync([new EventData("two")]);
        }

        Assert.Equal((2L, 2, 2), (hub.StandIn.Count, served.TokenCount, served.AttachCount));
        Assert.Single(hub.StandIn.Connections);
    }

    private static EventHubConnection Connect(RunningHub hub, FakeEntraCredential credential)
        => new("contoso.servicebus.windows.net", RunningHub.Hub, credential, new EventHubConnectionOptions
        {
            CustomEndpointAddress = new Uri($"sb://{hub.StandIn.BaseAddress.Authority}"),
            CertificateValidationCallback = (_, _, _, _) => true,
        });

    private Task<RunningHub> StartAsync() => RunningHub.StartAsync(
        options =>
        {
            options.AcceptsEntraTokens = true;
            options.Certificate = TestCertificate.Create();
        },
        _time);
}
