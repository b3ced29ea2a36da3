using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Amqp;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// Names what the SDK throws, by types and codes alone: texts come from the other side, and can quote a signature. Whether a cancellation
/// was ours is asked of our own tokens, since the SDK reports a link that was cut as a cancellation too.
/// </summary>
/// <param name="hub">The hub's name.</param>
/// <param name="address">Where it is reached.</param>
/// <param name="consumerGroup">The consumer group that the hub is read with; null where it is written to.</param>
internal sealed class EventHubFailures(string hub, EventHubAddress address, string? consumerGroup = null)
{
    /// <summary>Whether the service, or the SDK in its place, has refused a batch for its size.</summary>
    public static bool IsAboutSize(Exception exception) =>
        exception is EventHubsException { Reason: EventHubsException.FailureReason.MessageSizeExceeded }
        || AmqpCondition.Of(exception) == AmqpErrorCode.MessageSizeExceeded.Value;

    /// <summary>Whether the hub has refused a batch, which it then has not stored, with a reason that the SDK does not pass on.</summary>
    public static bool IsRefusalWithoutReason(Exception exception) =>
        exception is EventHubsException { Reason: EventHubsException.FailureReason.ServiceCommunicationProblem, InnerException: null };

    /// <summary>The failure behind an exception; null when it is none: our own wish to stop, or a defect.</summary>
    /// <param name="exception">What the SDK threw.</param>
    /// <param name="isStop">Whether the caller has asked to stop.</param>
    /// <param name="isTimeout">Whether the time of the attempt is over.</param>
    public IngestionException? From(Exception exception, bool isStop, bool isTimeout)
    {
        string code = FailureCode.Of(exception);
        return exception switch
        {
            OperationCanceledException when isStop => null,
            _ when FromCondition(AmqpCondition.Of(exception), code) is { } failure => failure,
            _ when FailureCode.IsProxyRefusal(exception) => Unavailable(
                $"The proxy {address.Proxy ?? "in between"} refused the connection to Event Hubs at {address.Host} ({code}). It must allow CONNECT to port {address.Port}; if it asks for a sign-in, its URL must hold one."),
            EventHubsException hubs => FromReason(hubs.Reason, code),
            UnauthorizedAccessException => Unauthorized(code),
            AuthenticationFailedException => Create(IngestionFailure.Unauthorized,
                $"No Entra ID token for Event Hubs at {address.Host} ({code}). Check the app's identity, EventHubConnection__credential and EventHubConnection__clientId."),
            OperationCanceledException or TimeoutException when isTimeout || exception is TimeoutException => Unavailable(
                $"Event hub '{hub}' at {address.Place} did not answer in time ({code})."),
            OperationCanceledException or ObjectDisposedException => Unavailable($"The connection to event hub '{hub}' at {address.Place} was cut ({code})."),
            AuthenticationException => Unavailable($"No TLS connection to Event Hubs at {address.Place} ({code})."),
            IOException or SocketException or WebSocketException or HttpRequestException => Unavailable($"Event Hubs at {address.Place} could not be reached ({code})."),
            ArgumentException or InvalidOperationException or NotSupportedException => Create(IngestionFailure.RequestRejected,
                $"Event hub '{hub}' refused the request ({code})."),
            _ => null,
        };
    }

    /// <summary>What a link or connection was closed with; the SDK hides some of these behind a cancellation.</summary>
    private IngestionException? FromCondition(string? condition, string code) =>
        condition == AmqpErrorCode.UnauthorizedAccess.Value ? Unauthorized(code)
        : condition == AmqpErrorCode.MessageSizeExceeded.Value ? FromReason(EventHubsException.FailureReason.MessageSizeExceeded, code)
        : condition == AmqpErrorCode.ResourceLimitExceeded.Value ? FromReason(EventHubsException.FailureReason.QuotaExceeded, code)
        : condition == AmqpCondition.ServerBusy ? FromReason(EventHubsException.FailureReason.ServiceBusy, code)
        : condition == AmqpCondition.EntityDisabled ? FromReason(EventHubsException.FailureReason.ResourceNotFound, code)
        : null;

    private IngestionException FromReason(EventHubsException.FailureReason reason, string code) => reason switch
    {
        EventHubsException.FailureReason.ServiceBusy => Create(IngestionFailure.Throttled,
            $"Event hub '{hub}' is busy or out of throughput ({code}). If this lasts, add throughput units.", true),
        EventHubsException.FailureReason.ResourceNotFound when consumerGroup is not null => Create(IngestionFailure.HubNotFound,
            $"The event hub '{hub}' or its consumer group '{consumerGroup}' does not exist in {address.Host}, or the hub is disabled ({code}). Create it, or correct EventHubName or EventHubConsumerGroup."),
        EventHubsException.FailureReason.ResourceNotFound => Create(IngestionFailure.HubNotFound,
            $"The event hub '{hub}' does not exist in {address.Host}, or is disabled ({code}). Create it or correct EventHubName."),
        EventHubsException.FailureReason.MessageSizeExceeded => Create(IngestionFailure.BatchTooLarge,
            $"Event hub '{hub}' refused the batch for its size ({code}). Lower EventHubMaxBatchBytes."),
        EventHubsException.FailureReason.QuotaExceeded when consumerGroup is not null => Create(IngestionFailure.RequestRejected,
            $"Event hub '{hub}' allows no further reader in the consumer group '{consumerGroup}' ({code}); there can be five for a partition. Create a consumer group and name it in EventHubConsumerGroup."),
        EventHubsException.FailureReason.QuotaExceeded => Create(IngestionFailure.RequestRejected,
            $"Event hub '{hub}' refused the batch because a quota of its namespace is used up ({code}). Compare the tier's limits with what uses the namespace."),
        _ => Unavailable($"Event hub '{hub}' at {address.Place} failed ({code})."),
    };

    private IngestionException Unauthorized(string code) => Create(IngestionFailure.Unauthorized,
        $"Event Hubs refused the credentials for {(consumerGroup is null ? "" : "reading ")}hub '{hub}' ({code}). The identity needs the role Azure Event Hubs Data {(consumerGroup is null ? "Sender" : "Receiver")} on it (a new role takes minutes to work), or the connection string a policy with {(consumerGroup is null ? "Send" : "Listen")}; a firewall can refuse too.");

    private static IngestionException Unavailable(string message) => Create(IngestionFailure.Unavailable, message, true);

    private static IngestionException Create(IngestionFailure failure, string message, bool isTransient = false) =>
        new(IngestionTarget.EventHub, failure, message) { IsTransient = isTransient };
}
