using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Tells exceptions apart in a few words that can hold no secret.</summary>
internal static partial class FailureCode
{
    /// <summary>The innermost code that says something: a condition of AMQP, a reason, the error of a socket; or the exception's type.</summary>
    public static string Of(Exception exception)
    {
        if (AmqpCondition.Of(exception) is { } condition && Condition().IsMatch(condition))
        {
            return condition;
        }

        string code = exception.GetType().Name;
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            code = cause switch
            {
                SocketException socket => socket.SocketErrorCode.ToString(),
                HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } => error.ToString(),
                WebSocketException { WebSocketErrorCode: not WebSocketError.Success and var error } => $"WebSocket {error}",
                EventHubsException hubs => hubs.Reason.ToString(),
                _ => code,
            };
        }

        return code;
    }

    /// <summary>Whether a proxy was asked for the connection and said no.</summary>
    public static bool IsProxyRefusal(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The other side chooses the text of a condition; only what looks like one is shown.</summary>
    [GeneratedRegex("^(amqp|com\\.microsoft):[a-z:-]{1,60}$")]
    private static partial Regex Condition();
}
