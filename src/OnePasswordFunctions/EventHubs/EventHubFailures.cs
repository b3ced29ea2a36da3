using System.Security.Authentication;
using Azure;
using Azure.Identity;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Names the failures of Event Hubs.</summary>
internal static class EventHubFailures
{
    public static IngestionException FromResponse(Response response, string hub, TimeProvider time)
    {
        string detail = $"{response.Status}{AzureError.Describe(response)}";
        return response.Status switch
        {
            401 or 403 when response.Status == 401 || !IsAboutSize(response) => Create(IngestionFailure.Unauthorized, response,
                $"Event Hubs refused the credentials for hub '{hub}' ({detail}). The identity needs the role Azure Event Hubs Data Sender on it (a new role takes minutes to work), or the connection string a policy with Send; a firewall can refuse too."),
            404 or 410 => Create(IngestionFailure.HubNotFound, response,
                $"The event hub '{hub}' does not exist in this namespace ({detail}). Create it or correct EventHubName."),
            413 or 403 or 400 when response.Status == 413 || IsAboutSize(response) => Create(IngestionFailure.BatchTooLarge, response, $"Event hub '{hub}' refused the batch for its size ({detail})."),
            429 or 503 => Create(IngestionFailure.Throttled, response,
                $"Event hub '{hub}' is busy or out of throughput ({detail}). If this lasts, add throughput units.", true, RetryAfter.Read(response, time)),
            408 or >= 500 => Create(IngestionFailure.Unavailable, response, $"Event hub '{hub}' answered {detail}.", true, RetryAfter.Read(response, time)),
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
