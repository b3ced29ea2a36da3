using Azure.Messaging.EventHubs;
using OnePasswordFunctions.Settings;
using static OnePasswordFunctions.Tests.Settings.SettingsSample;

namespace OnePasswordFunctions.Tests.Settings;

/// <summary>How the hub is found and signed in to.</summary>
public sealed class EventHubSettingsTests
{
    [Fact]
    public void Read_UseSystemProxy_IsTheHubsProxyToo()
    {
        Assert.Null(Read().EventHub.Proxy);
        Assert.Same(HttpClient.DefaultProxy, Read(("OnePassword__UseSystemProxy", "true")).EventHub.Proxy);
    }

    [Theory]
    [InlineData("EventHubConnection__credential", "secret", "managedidentity")]
    [InlineData("EventHubConnection__clientId", "not-a-guid", "GUID")]
    [InlineData("EventHubConnection__fullyQualifiedNamespace", "https://contoso.servicebus.windows.net", "host name")]
    [InlineData("EventHubConnection__fullyQualifiedNamespace", "Endpoint=sb://a.b/;SharedAccessKeyName=n;SharedAccessKey=SECRETSECRET", "its value")]
    public void Read_IdentityWithABadPart_NamesIt(string name, string value, string expected)
    {
        string problem = Assert.Single(Read(("EventHubConnection", ""), ("EventHubConnection__fullyQualifiedNamespace", "contoso.servicebus.windows.net"), (name, value)).Problems);

        Assert.StartsWith(name, problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EntityPath_MustAgreeWithTheHub()
    {
        (string, string) connection = ("EventHubConnection", $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey={Key};EntityPath=Hub1");

        Assert.Single(Read(connection).Problems);
        Assert.Empty(Read(connection, ("EventHubName", "hub1")).Problems);
    }

    [Fact]
    public void Read_EntityPathWithAKeyInIt_IsNotShown()
    {
        (string, string) connection = ("EventHubConnection", $"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;EntityPath=Hub1 SharedAccessKey={Key}");

        Assert.All(Read(connection).Problems, problem => Assert.DoesNotContain(Key, problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Endpoint=sb://127.0.0.1:5001;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true", false)]
    [InlineData("Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true;", false)]
    [InlineData("Endpoint=sb://eventhubs-emulator;SharedAccessKeyName=n;SharedAccessKey=k; UseDevelopmentEmulator = True", true)]
    [InlineData("Endpoint=sb://eventhubs-emulator;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=false", false)]
    public void Read_Emulator_IsTakenAndACautionWhenItIsElsewhere(string connection, bool isCaution)
    {
        IngesterSettings settings = Read(("EventHubConnection", connection));

        Assert.Empty(settings.Problems);
        Assert.Equal(isCaution, settings.Cautions.Any(caution => caution.Contains("unencrypted", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_ConnectionStringAndIdentity_TheStringWins()
    {
        IngesterSettings settings = Read(("EventHubConnection__fullyQualifiedNamespace", "other.servicebus.windows.net"));

        Assert.Equal((GoodConnection, null, null), (settings.EventHub.ConnectionString, settings.EventHub.FullyQualifiedNamespace, settings.EventHub.Credential));
    }

    [Theory]
    [InlineData("AmqpTcp", EventHubsTransportType.AmqpTcp)]
    [InlineData("amqpwebsockets", EventHubsTransportType.AmqpWebSockets)]
    public void Read_Transport_IsTakenInAnyLetterCase(string text, EventHubsTransportType expected) =>
        Assert.Equal(expected, Read(("EventHubTransport", text)).EventHub.Transport);

    [Fact]
    public void Read_HubsSecrets_AreKnownToTheRedactor()
    {
        const string signature = "SharedAccessSignature sr=a&sig=U0VDUkVU&se=1&skn=n";

        Assert.Equal([Key], Read().EventHub.Secrets);
        Assert.Equal([signature], Read(("EventHubConnection", "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessSignature=" + signature)).EventHub.Secrets);
    }
}
