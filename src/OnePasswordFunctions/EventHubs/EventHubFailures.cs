using System.Security.Authentication;
using Azure;
using Azure.Identity;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Names the failures of Event Hubs.</summary>
internal static class EventHubFailures
{
    /// <summary>
    /// Whether the hub stored the batch. The service's 201 has no body; one with a page of text comes from a gateway or a network's
    /// sign-in page, and to believe it would lose the batch.
    /// </summary>
    public static bool IsAccepted(Response response) =>
        response.Status == 201 && (response.ContentStream is null or { Length: 0 } || IsOfAService(response.Headers.ContentType));

    public static IngestionException FromResponse(Response response, string hub, TimeProvider time)
    {
        string detail = $"{response.Status}{AzureError.Describe(response)}";
        return response.Status switch
        {
            401 or 403 when response.Status == 401 || !IsAboutSize(response) => Create(IngestionFailure.Unauthorized, response,
                $"Event Hubs refused the credentials for hub '{hub}' ({detail}). The identity needs the role Azure Event Hubs Data Sender on it (a new role takes minutes to work), or the connection string a policy with Send; a firewall can refuse too."),
            404 or 410 => Create(IngestionFailure.HubNotFound, response,
                $"The event hub '{hub}' does not exist in this namespace ({detail}). Create it or correct EventHubName."),
            413 or 403 or 400 when response.Status == 413 || IsAboutSize(response) => Create(IngestionFailure.BatchTooLarge, response,
                $"Event hub '{hub}' refused the batch for its size ({detail}). EventHubMaxBatchBytes must fit the tier; a proxy in between can have a limit of its own."),
            429 or 503 => Create(IngestionFailure.Throttled, response,
                $"Event hub '{hub}' is busy or out of throughput ({detail}). If this lasts, add throughput units.", true, RetryAfter.Read(response, time)),
            408 or >= 500 => Create(IngestionFailure.Unavailable, response, $"Event hub '{hub}' answered {detail}.", true, RetryAfter.Read(response, time)),
            >= 200 and < 300 => Create(IngestionFailure.InvalidResponse, response,
                $"Event hub '{hub}' answered {(response.Status == 201 ? "201 with a page, which the service does not send" : $"{detail} instead of 201")}, so the batch does not count as accepted. Look for a proxy or gateway that answers in its place."),
            >= 300 and < 400 => Create(IngestionFailure.RequestRejected, response,
                $"Event hub '{hub}' answered with a redirect ({response.Status}), which is not followed. Check EventHubConnection, and look for a proxy or gateway that answers in its place."),
            _ => Create(IngestionFailure.RequestRejected, response, $"Event hub '{hub}' refused the request ({detail})."),
        };
    }

    /// <summary>The failure behind an exception of the transport, or null when it is none.</summary>
    public static IngestionException? FromTransport(Exception exception, bool timedOut, EventHubOptions options)
    {
        string host = options.Access!.Endpoint.Authority;
        return exception switch
        {
            OperationCanceledException when timedOut => Create(IngestionFailure.Unavailable, null,
                $"Event Hubs at {host} did not answer within {options.AttemptTimeout.TotalSeconds:0} s.", true, null, exception),
            AuthenticationFailedException => Create(IngestionFailure.Unauthorized, null,
                $"No Entra ID token for Event Hubs at {host}: {exception.GetType().Name}. Check the app's identity, EventHubConnection__credential and EventHubConnection__clientId.", false, null, exception),
            RequestFailedException { InnerException: HttpRequestException { InnerException: AuthenticationException } } => Create(IngestionFailure.Unavailable, null,
                $"No TLS connection to Event Hubs at {host}.", true, null, exception),
            RequestFailedException or HttpRequestException or IOException or AggregateException => Create(IngestionFailure.Unavailable, null,
                $"Event Hubs at {host} could not be reached.", true, null, exception),
            _ => null,
        };
    }

    private static bool IsOfAService(string? contentType) =>
        contentType is not null && !contentType.Contains("html", StringComparison.OrdinalIgnoreCase)
        && (contentType.Contains("xml", StringComparison.OrdinalIgnoreCase) || contentType.Contains("json", StringComparison.OrdinalIgnoreCase));

    private static bool IsAboutSize(Response response)
    {
        string detail = AzureError.Describe(response);
        return detail.Contains("too large", StringComparison.OrdinalIgnoreCase)
            || detail.Contains("size", StringComparison.OrdinalIgnoreCase)
            || detail.Contains("exceed", StringComparison.OrdinalIgnoreCase);
    }

    private static IngestionException Create(
        IngestionFailure failure, Response? response, string message, bool isTransient = false, TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(IngestionTarget.EventHub, failure, message, inner) { IsTransient = isTransient, RetryAfter = retryAfter, Status = response?.Status };
}
