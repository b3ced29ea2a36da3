using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>Every way in which a send is known to fail, and what it is called.</summary>
public sealed class EventHubFailuresTests
{
    private const string Secret = "SharedAccessSignature sr=x&sig=SECRET";

    private static readonly EventHubFailures _failures = new("hub1", EventHubAddress.Of(Hubs.Options()));

    public static TheoryData<string, Exception, string, bool> Known => new()
    {
        { "busy", new EventHubsException(true, "hub1", Secret, Reason.ServiceBusy), nameof(IngestionFailure.Throttled), true },
        { "hub unknown", new EventHubsException(false, "hub1", Secret, Reason.ResourceNotFound), nameof(IngestionFailure.HubNotFound), false },
        { "quota", new EventHubsException(false, "hub1", Secret, Reason.QuotaExceeded), nameof(IngestionFailure.RequestRejected), false },
        { "size", new EventHubsException(false, "hub1", Secret, Reason.MessageSizeExceeded), nameof(IngestionFailure.BatchTooLarge), false },
        { "released", new EventHubsException(true, "hub1", Secret), nameof(IngestionFailure.Unavailable), true },
        { "timeout of the service", new EventHubsException(true, "hub1", Secret, Reason.ServiceTimeout), nameof(IngestionFailure.Unavailable), true },
        { "internal error", new EventHubsException(true, "hub1", Secret, Reason.ServiceCommunicationProblem), nameof(IngestionFailure.Unavailable), true },
        { "closed", new EventHubsException(true, "hub1", Secret, Reason.ClientClosed), nameof(IngestionFailure.Unavailable), true },
        { "not allowed to send", new UnauthorizedAccessException(Secret), nameof(IngestionFailure.Unauthorized), false },
        { "no token", new AuthenticationFailedException(Secret), nameof(IngestionFailure.Unauthorized), false },
        { "no identity", new CredentialUnavailableException(Secret), nameof(IngestionFailure.Unauthorized), false },
        { "argument", new ArgumentException(Secret), nameof(IngestionFailure.RequestRejected), false },
        { "operation", new InvalidOperationException(Secret), nameof(IngestionFailure.RequestRejected), false },
        { "not implemented", new NotSupportedException(Secret), nameof(IngestionFailure.RequestRejected), false },
        { "cut", new OperationCanceledException(Secret), nameof(IngestionFailure.Unavailable), true },
        { "cut by the SDK's own closing", new ObjectDisposedException(Secret), nameof(IngestionFailure.Unavailable), true },
        { "no answer", new TimeoutException(Secret), nameof(IngestionFailure.Unavailable), true },
        { "nobody listens", new SocketException((int)SocketError.ConnectionRefused), nameof(IngestionFailure.Unavailable), true },
        { "reset", new IOException(Secret, new SocketException((int)SocketError.ConnectionReset)), nameof(IngestionFailure.Unavailable), true },
        { "certificate", new AuthenticationException(Secret), nameof(IngestionFailure.Unavailable), true },
        { "no WebSocket", new WebSocketException(WebSocketError.NotAWebSocket, Secret), nameof(IngestionFailure.Unavailable), true },
        { "proxy", ProxyRefusal(), nameof(IngestionFailure.Unavailable), true },
        { "detached: busy", Cut("com.microsoft:server-busy"), nameof(IngestionFailure.Throttled), true },
        { "detached: not allowed to send", Cut("amqp:unauthorized-access"), nameof(IngestionFailure.Unauthorized), false },
        { "detached: disabled", Cut("com.microsoft:entity-disabled"), nameof(IngestionFailure.HubNotFound), false },
        { "detached: quota", Cut("amqp:resource-limit-exceeded"), nameof(IngestionFailure.RequestRejected), false },
        { "detached: size", Cut("amqp:link:message-size-exceeded"), nameof(IngestionFailure.BatchTooLarge), false },
        { "detached: idle", Cut("amqp:link:detach-forced"), nameof(IngestionFailure.Unavailable), true },
        { "detached: something new", Cut("com.microsoft:" + Secret), nameof(IngestionFailure.Unavailable), true },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void From_WhatTheSdkThrows_IsNamedWithoutItsText(string what, Exception exception, string failure, bool isTransient)
    {
        IngestionException named = Assert.IsType<IngestionException>(_failures.From(exception, isStop: false, isTimeout: false));

        Assert.True((failure, isTransient) == (named.Failure.ToString(), named.IsTransient), $"{what}: {named.Failure}, {named.IsTransient}");
        Assert.Equal(IngestionTarget.EventHub, named.Target);
        Assert.DoesNotContain("SECRET", named.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"hub1|contoso\.servicebus\.windows\.net", named.Message);
    }

    [Fact]
    public void From_CancellationOfOurOwn_IsNoFailure()
    {
        Assert.Null(_failures.From(new TaskCanceledException(), isStop: true, isTimeout: false));
        Assert.NotNull(_failures.From(new TimeoutException(), isStop: true, isTimeout: false));
    }

    [Fact]
    public void From_Defect_IsNoFailureWithAName() => Assert.Null(_failures.From(new NullReferenceException(), isStop: false, isTimeout: false));

    [Theory]
    [InlineData(true, "in time")]
    [InlineData(false, "cut")]
    public void From_Cancellation_TellsTheTimeFromTheCut(bool isTimeout, string expected) =>
        Assert.Contains(expected, _failures.From(new TaskCanceledException(), isStop: false, isTimeout)!.Message, StringComparison.Ordinal);

    [Fact]
    public void From_ProxyRefusal_NamesTheProxyAsTheCause()
    {
        var failures = new EventHubFailures("hub1", EventHubAddress.Of(Hubs.Options()) with { Proxy = "proxy.contoso.com:8080", Port = 443 });

        string message = failures.From(ProxyRefusal(), isStop: false, isTimeout: false)!.Message;

        Assert.Contains("proxy proxy.contoso.com:8080 refused", message, StringComparison.Ordinal);
        Assert.Contains("443", message, StringComparison.Ordinal);
        Assert.Contains("proxy in between refused", _failures.From(ProxyRefusal(), isStop: false, isTimeout: false)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_WhileReading_SpeaksOfReadersAndTheirConsumerGroup()
    {
        var failures = new EventHubFailures("hub1", EventHubAddress.Of(Hubs.Options()), "group1");

        string quota = failures.From(new EventHubsException(false, "hub1", Secret, Reason.QuotaExceeded), isStop: false, isTimeout: false)!.Message;
        string unauthorized = failures.From(new UnauthorizedAccessException(Secret), isStop: false, isTimeout: false)!.Message;

        Assert.Contains("no further reader in the consumer group 'group1' (QuotaExceeded); there can be five for a partition", quota, StringComparison.Ordinal);
        Assert.StartsWith("Event Hubs refused the credentials for reading hub 'hub1' (UnauthorizedAccessException).", unauthorized, StringComparison.Ordinal);
    }

    [Fact]
    public void IsAboutSize_OnlyByCode()
    {
        Assert.True(EventHubFailures.IsAboutSize(new EventHubsException(false, "hub1", "", Reason.MessageSizeExceeded)));
        Assert.True(EventHubFailures.IsAboutSize(Cut("amqp:link:message-size-exceeded")));
        Assert.All(
            new Exception[]
            {
                new EventHubsException(true, "hub1", "The message size exceeds the limit. amqp:link:message-size-exceeded", Reason.ServiceCommunicationProblem),
                new EventHubsException(false, "hub1", "quota exceeded: too large", Reason.QuotaExceeded),
                new ArgumentException("size too large"),
            },
            exception => Assert.False(EventHubFailures.IsAboutSize(exception)));
    }

    [Fact]
    public void IsRefusalWithoutReason_NotWhenTheReasonIsThere()
    {
        Assert.True(EventHubFailures.IsRefusalWithoutReason(new EventHubsException(true, "hub1", "", Reason.ServiceCommunicationProblem)));
        Assert.False(EventHubFailures.IsRefusalWithoutReason(new EventHubsException(true, "hub1", "", Reason.ServiceCommunicationProblem, new IOException())));
        Assert.False(EventHubFailures.IsRefusalWithoutReason(new EventHubsException(true, "hub1", "", Reason.ServiceTimeout)));
    }

    private static OperationCanceledException Cut(string condition) => new(Secret, new AmqpException(new AmqpSymbol(condition), Secret));

    private static WebSocketException ProxyRefusal() =>
        new(WebSocketError.Faulted, Secret, new HttpRequestException(HttpRequestError.ProxyTunnelError, Secret));
}
