using System.Net;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class EventHubConnectorTests
{
    private static readonly Uri _namespace = new("https://contoso.servicebus.windows.net");

    [Fact]
    public async Task CreateProducer_ConnectionStringOfANamespaceOrAHub_IsForTheHub()
    {
        foreach (string text in new[] { Hubs.ConnectionString, Hubs.ConnectionString + ";EntityPath=HUB1" })
        {
            await using EventHubProducerClient producer = new EventHubConnector(new EventHubOptions { ConnectionString = text, HubNames = Hubs.All("hub1") }).CreateProducer("hub1");

            Assert.Equal(("contoso.servicebus.windows.net", "hub1"), (producer.FullyQualifiedNamespace, producer.EventHubName));
        }
    }

    [Fact]
    public void CreateConnectionOptions_WebSocketsWithoutAProxy_AreKeptFromTheEnvironments()
    {
        IWebProxy proxy = new EventHubConnector(Over(EventHubsTransportType.AmqpWebSockets, null)).CreateConnectionOptions().Proxy;

        Assert.NotNull(proxy);
        Assert.True(proxy.IsBypassed(_namespace));
    }

    [Fact]
    public void CreateConnectionOptions_WebSocketsWithAProxy_UseIt()
    {
        var proxy = new WebProxy("http://127.0.0.1:8080");

        Assert.Same(proxy, new EventHubConnector(Over(EventHubsTransportType.AmqpWebSockets, proxy)).CreateConnectionOptions().Proxy);
    }

    [Fact]
    public void CreateConnectionOptions_PlainAmqp_HasNoProxyBecauseTheSdkRefusesOne() =>
        Assert.Null(new EventHubConnector(Over(EventHubsTransportType.AmqpTcp, new WebProxy("http://127.0.0.1:8080"))).CreateConnectionOptions().Proxy);

    [Fact]
    public void CreateOptions_OfEveryClient_GiveOneAttemptThatEndsBeforeTheRuns()
    {
        var connector = new EventHubConnector(Hubs.Options(attemptTimeout: TimeSpan.FromSeconds(20)));
        EventHubsRetryOptions[] all = [connector.CreateProducerOptions(TimeSpan.FromSeconds(20)).RetryOptions, connector.CreateConsumerOptions().RetryOptions, connector.CreateReceiverOptions(9).RetryOptions];

        Assert.All(all, retry => Assert.Equal((0, TimeSpan.FromSeconds(15)), (retry.MaximumRetries, retry.TryTimeout)));
        Assert.Equal(9, connector.CreateReceiverOptions(9).PrefetchCount);
    }

    [Fact]
    public void CreateProducerOptions_Connection_IsMadeAsTheOptionsSay()
    {
        var changed = new List<EventHubConnectionOptions>();
        EventHubOptions options = Over(EventHubsTransportType.AmqpWebSockets, null, changed.Add);

        EventHubConnectionOptions made = new EventHubConnector(options).CreateProducerOptions(TimeSpan.FromSeconds(30)).ConnectionOptions;

        Assert.Same(Assert.Single(changed), made);
        Assert.Equal(EventHubsTransportType.AmqpWebSockets, made.TransportType);
    }

    private static EventHubOptions Over(EventHubsTransportType transport, IWebProxy? proxy, Action<EventHubConnectionOptions>? configure = null) =>
        new() { ConnectionString = Hubs.ConnectionString, HubNames = Hubs.All("hub1"), Transport = transport, Proxy = proxy, ConfigureConnection = configure };
}
