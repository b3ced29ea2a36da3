using System.Net;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class EventHubAddressTests
{
    private const string Key = "SharedAccessKeyName=send;SharedAccessKey=c2VjcmV0";

    [Theory]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;" + Key, EventHubsTransportType.AmqpTcp, "contoso.servicebus.windows.net:5671 with a shared key", true)]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net:9999/;" + Key, EventHubsTransportType.AmqpTcp, "contoso.servicebus.windows.net:5671 with a shared key", true)]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;" + Key, EventHubsTransportType.AmqpWebSockets, "contoso.servicebus.windows.net:443 with a shared key", true)]
    [InlineData("Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessSignature=SharedAccessSignature sr=a", EventHubsTransportType.AmqpTcp, "contoso.servicebus.windows.net:5671 with a shared access signature", true)]
    [InlineData("Endpoint=sb://127.0.0.1:5001;" + Key + ";UseDevelopmentEmulator=true", EventHubsTransportType.AmqpTcp, "127.0.0.1:5001 with a shared key", false)]
    [InlineData("Endpoint=sb://localhost;" + Key + ";usedevelopmentemulator = TRUE", EventHubsTransportType.AmqpTcp, "localhost:5672 with a shared key", false)]
    [InlineData("Endpoint=sb://localhost:0;" + Key + ";UseDevelopmentEmulator=true", EventHubsTransportType.AmqpTcp, "localhost:5672 with a shared key", false)]
    [InlineData("Endpoint=sb://localhost;" + Key + ";UseDevelopmentEmulator=true", EventHubsTransportType.AmqpWebSockets, "localhost:80 with a shared key", false)]
    [InlineData("Endpoint=sb://localhost;" + Key + ";UseDevelopmentEmulator=false", EventHubsTransportType.AmqpTcp, "localhost:5671 with a shared key", true)]
    public void Of_ConnectionString_IsWhereTheSdkConnectsTo(string connection, EventHubsTransportType transport, string expected, bool isEncrypted)
    {
        var address = EventHubAddress.Of(new EventHubOptions { ConnectionString = connection, HubNames = Hubs.All("hub1"), Transport = transport });

        Assert.Equal((expected, isEncrypted), (address.ToString(), address.IsEncrypted));
    }

    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp, "contoso.servicebus.windows.net:5671 with an identity")]
    [InlineData(EventHubsTransportType.AmqpWebSockets, "contoso.servicebus.windows.net:443 with an identity")]
    public void Of_Identity_IsTheNamespace(EventHubsTransportType transport, string expected)
    {
        var address = EventHubAddress.Of(new EventHubOptions { FullyQualifiedNamespace = "contoso.servicebus.windows.net", HubNames = Hubs.All("hub1"), Transport = transport });

        Assert.Equal((expected, null, true), (address.ToString(), address.KeyName, address.IsEncrypted));
    }

    [Theory]
    [InlineData(EventHubsTransportType.AmqpWebSockets, false, "proxy.contoso.com:8080")]
    [InlineData(EventHubsTransportType.AmqpWebSockets, true, null)]
    [InlineData(EventHubsTransportType.AmqpTcp, false, null)]
    public void Of_Proxy_CountsForWebSocketsThatDoNotBypassIt(EventHubsTransportType transport, bool isBypassed, string? expected)
    {
        var proxy = new WebProxy("http://me:secret@proxy.contoso.com:8080") { BypassList = isBypassed ? ["contoso\\.servicebus"] : [] };

        var address = EventHubAddress.Of(new EventHubOptions { ConnectionString = Hubs.ConnectionString, HubNames = Hubs.All("hub1"), Transport = transport, Proxy = proxy });

        Assert.Equal(expected, address.Proxy);
        Assert.Equal(expected is null ? null : $"contoso.servicebus.windows.net:443 through the proxy {expected}", expected is null ? null : address.Place);
    }
}
