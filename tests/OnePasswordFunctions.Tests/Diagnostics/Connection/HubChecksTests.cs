using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Moq;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.EventHubs;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics.Connection;

/// <summary>What the connection test says of the hub. A listener stands where the namespace is; the SDK's producer is a mock.</summary>
public sealed class HubChecksTests : IDisposable
{
    private const string Good = "address, credentials and hub name are good";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Mock<EventHubProducerClient> _producer = new();

    public HubChecksTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task RunAsync_LinkOpens_SaysTheLimitAndSendsNothing()
    {
        Allow(1_046_528);

        ConnectionCheck[] checks = await RunAsync();

        Assert.Equal(["event-hub-tcp ok", "event-hub-tls skipped", "event-hub:hub1 ok"], Outcomes(checks));
        Assert.Contains("1046528 bytes", checks[2].Finding.Seen, StringComparison.Ordinal);
        Assert.Contains(Good, checks[2].Finding.Seen, StringComparison.Ordinal);
        _producer.Verify(client => client.SendAsync(It.IsAny<IEnumerable<EventData>>(), It.IsAny<CancellationToken>()), Times.Never);
        _producer.Verify(client => client.DisposeAsync(), Times.Once);
    }

    [Fact]
    public async Task RunAsync_SettingBelowTheLink_SaysBoth()
    {
        Allow(1_046_528);

        string seen = (await RunAsync(maxBatchBytes: 240_000))[2].Finding.Seen;

        Assert.Contains("240000 bytes", seen, StringComparison.Ordinal);
        Assert.Contains("1046528", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_HubRefuses_SaysWhyAndNeverThatAllIsGood()
    {
        foreach ((Exception exception, string advice) in new (Exception, string)[]
        {
            (new UnauthorizedAccessException("sig=SECRET"), "policy 'send'"),
            (new EventHubsException(false, "hub1", "sig=SECRET", EventHubsException.FailureReason.ResourceNotFound), "Create the event hub 'hub1'"),
            (new EventHubsException(false, "hub1", "sig=SECRET", EventHubsException.FailureReason.QuotaExceeded), "EventHubConnection"),
            (new EventHubsException(true, "hub1", "sig=SECRET", EventHubsException.FailureReason.ServiceBusy), "Wait a minute"),
            (new ArgumentException("sig=SECRET"), "EventHubConnection"),
            (new TimeoutException("sig=SECRET"), "firewall"),
        })
        {
            _producer.Setup(client => client.CreateBatchAsync(It.IsAny<CancellationToken>())).Throws(exception);

            ConnectionCheck check = (await RunAsync())[2];

            Assert.Equal(CheckOutcome.Failed, check.Finding.Outcome);
            Assert.Contains(advice, check.Finding.Advice, StringComparison.Ordinal);
            Assert.DoesNotContain(Good, check.Finding.Seen, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", check.Finding.Seen + check.Finding.Advice, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunAsync_NobodyListens_SkipsTheHubsAndNamesTheOtherTransport()
    {
        int port = Port;
        _listener.Stop();

        ConnectionCheck[] checks = await RunAsync(port);

        Assert.Equal(["event-hub-tcp failed", "event-hub-tls skipped", "event-hub:hub1 skipped"], Outcomes(checks));
        Assert.Contains("AmqpWebSockets", checks[0].Finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_BehindAProxy_LeavesTheConnectionToIt()
    {
        Allow(1_000_000);
        var options = new EventHubOptions
        {
            ConnectionString = Hubs.ConnectionString,
            HubNames = Hubs.All("hub1"),
            Transport = EventHubsTransportType.AmqpWebSockets,
            Proxy = new WebProxy("http://proxy.contoso.com:8080"),
        };

        ConnectionCheck[] checks = await RunAsync(options);

        Assert.Equal(["event-hub-tcp skipped", "event-hub-tls skipped", "event-hub:hub1 ok"], Outcomes(checks));
        Assert.Contains("proxy.contoso.com:8080", checks[2].Finding.Seen, StringComparison.Ordinal);
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private static string[] Outcomes(ConnectionCheck[] checks) => [.. checks.Select(check => $"{check.Name} {check.Finding.Outcome.ToString().ToLowerInvariant()}")];

    private void Allow(long bytes) => _producer.Setup(client => client.CreateBatchAsync(It.IsAny<CancellationToken>()))
        .Returns(() => ValueTask.FromResult(EventHubsModelFactory.EventDataBatch(0, new List<EventData>(), new CreateBatchOptions { MaximumSizeInBytes = bytes })));

    private Task<ConnectionCheck[]> RunAsync(int? port = null, int? maxBatchBytes = null) => RunAsync(new EventHubOptions
    {
        ConnectionString = $"Endpoint=sb://127.0.0.1:{port ?? Port};SharedAccessKeyName=send;SharedAccessKey=a2V5;UseDevelopmentEmulator=true",
        HubNames = Hubs.All("hub1"),
        MaxBatchBytes = maxBatchBytes,
    });

    private async Task<ConnectionCheck[]> RunAsync(EventHubOptions options)
    {
        var ingestion = new IngestionOptions { EnabledFeeds = EventFeed.All, MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 1) };
        var checks = new HubChecks(options, ingestion, _ => _producer.Object, new CheckRunner(TimeProvider.System, new RecordingLogger<CheckRunner>()));
        return [.. await checks.RunAsync(CancellationToken.None)];
    }
}
