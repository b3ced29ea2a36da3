using System.Net;
using System.Security.Authentication;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// Names the failures of the Events API. Decides on the status alone: its error bodies carry no detail and come in several shapes.
/// </summary>
internal static class EventsApiFailures
{
    public static IngestionException FromResponse(HttpResponseMessage response, bool hasCursor, EventsApiOptions options, TimeProvider time)
    {
        int status = (int)response.StatusCode;
        string host = options.ServerUrl.Authority;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Create(IngestionFailure.Unauthorized, status,
                $"The Events API at {host} refused the token ({status}). Check that the token is not revoked or expired, that the server URL is the region that issued it, and that it includes this event type."),
            HttpStatusCode.BadRequest when hasCursor => Create(IngestionFailure.CursorRejected, status,
                $"The Events API at {host} refused the stored cursor (400)."),
            HttpStatusCode.TooManyRequests => Create(IngestionFailure.Throttled, status,
                $"The Events API at {host} asked to slow down (429); its limits are 600 requests a minute and 30,000 an hour.", true, RetryAfter.Read(response.Headers, time)),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => Create(IngestionFailure.Unavailable, status,
                $"The Events API at {host} answered {status}.", true, RetryAfter.Read(response.Headers, time)),
            < HttpStatusCode.Ambiguous => Create(IngestionFailure.InvalidResponse, status,
                $"The Events API at {host} answered {status} instead of 200."),
            < HttpStatusCode.BadRequest => Create(IngestionFailure.RequestRejected, status,
                $"The Events API at {host} answered with a redirect ({status}), which is not followed because the token would travel with it. Check OnePassword__ServerUrl."),
            _ => Create(IngestionFailure.RequestRejected, status,
                $"The Events API at {host} refused the request ({status}). Check that OnePassword__ServerUrl names an Events API server."),
        };
    }

    /// <summary>The failure behind an exception of the transport, or null when it is none (cancellation, or a defect).</summary>
    public static IngestionException? FromTransport(Exception exception, bool timedOut, EventsApiOptions options)
    {
        string host = options.ServerUrl.Authority;
        return exception switch
        {
            IngestionException => null,
            OperationCanceledException when timedOut => Create(IngestionFailure.Unavailable, null,
                $"The Events API at {host} did not answer within {options.AttemptTimeout.TotalSeconds:0} s.", true, null, exception),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } http => FromProxy(http.StatusCode, options),
            HttpRequestException { InnerException: AuthenticationException } => Create(IngestionFailure.Unavailable, null,
                $"No TLS connection to the Events API at {host}: its certificate is not trusted or the handshake failed. Check the server URL, the clock and any proxy that breaks TLS.", true, null, exception),
            HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } or InvalidDataException => Create(IngestionFailure.InvalidResponse, null,
                $"The answer of the Events API at {host} ended too early.", true, null, exception),
            HttpRequestException http => Create(IngestionFailure.Unavailable, null,
                $"The Events API at {host} could not be reached{Through(options)} ({http.HttpRequestError}).", true, null, exception),
            IOException => Create(IngestionFailure.Unavailable, null,
                $"The connection to the Events API at {host} broke.", true, null, exception),
            _ => null,
        };
    }

    /// <summary>
    /// A proxy that does not let the connection pass. What it refuses does not heal by itself. The exception of the transport is left out,
    /// because its message holds the proxy's password.
    /// </summary>
    private static IngestionException FromProxy(HttpStatusCode? answer, EventsApiOptions options)
    {
        string proxy = ProxyRoute.Find(options) ?? "of the system", host = options.ServerUrl.Authority;
        bool isRefusal = answer is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError;
        return Create(IngestionFailure.Unavailable, null, answer switch
        {
            HttpStatusCode.ProxyAuthenticationRequired =>
                $"The proxy {proxy} wants a user name and password (407) before it connects to the Events API at {host}. Put them into HTTPS_PROXY as http://user:password@host:port, or set OnePassword__UseSystemProxy to false.",
            _ when isRefusal =>
                $"The proxy {proxy} refuses to connect to the Events API at {host} ({(int)answer!}). Allow this address at the proxy, or set OnePassword__UseSystemProxy to false.",
            { } status => $"The proxy {proxy} could not connect to the Events API at {host} ({(int)status}). Check that the proxy reaches this address.",
            null => $"The proxy {proxy} did not connect to the Events API at {host}. Check HTTPS_PROXY and that the proxy reaches this address.",
        }, !isRefusal);
    }

    private static string Through(EventsApiOptions options) => ProxyRoute.Find(options) is { } proxy ? $" through the proxy {proxy}" : "";

    public static IngestionException TooLarge(EventsApiOptions options) => Create(IngestionFailure.InvalidResponse, null,
        $"The answer of the Events API at {options.ServerUrl.Authority} is larger than {options.MaxResponseBytes} bytes.");

    private static IngestionException Create(
        IngestionFailure failure, int? status, string message, bool isTransient = false, TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(IngestionTarget.EventsApi, failure, message, inner) { IsTransient = isTransient, RetryAfter = retryAfter, Status = status };
}
