using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// Names the failures of Table Storage by status and code. The service's own sentences are left out: they can quote what a request was
/// signed with, and these messages go on into logs, rows and answers. For the same reason no answer is kept as an inner exception.
/// </summary>
internal static partial class TableFailures
{
    public const string TableNotFound = "TableNotFound";
    public const string TableAlreadyExists = "TableAlreadyExists";
    public const string EntityAlreadyExists = "EntityAlreadyExists";

    /// <summary>What to do about an answer that Table Storage itself does not give.</summary>
    public const string NotItself = " Look for a proxy or gateway that answers in its place.";

    /// <summary>The service's code for what went wrong, or an empty string, which is never the service's own answer.</summary>
    public static string GetCode(RequestFailedException answer)
    {
        string? code = answer.GetRawResponse() is { } response && response.Headers.TryGetValue("x-ms-error-code", out string? header) ? header : answer.ErrorCode;
        return code is not null && Code().IsMatch(code) ? code : "";
    }

    /// <summary>Whether the service itself says that there is no such row.</summary>
    public static bool IsRowMissing(RequestFailedException answer) => answer.Status == 404 && GetCode(answer) is "ResourceNotFound" or "EntityNotFound";

    /// <summary>Whether the service itself says that there is no such table.</summary>
    public static bool IsTableMissing(RequestFailedException answer) => answer.Status == 404 && GetCode(answer) == TableNotFound;

    /// <summary>Whether the SDK threw because it could not make sense of what a row says.</summary>
    public static bool IsUnreadable(Exception exception) => exception
        is FormatException or OverflowException or InvalidOperationException or NotSupportedException or InvalidCastException or ArgumentException or KeyNotFoundException;

    /// <summary>The failure to <paramref name="intent"/> behind an answer.</summary>
    /// <param name="advice">What to do; null for the advice that goes with the status.</param>
    /// <param name="isTransient">Null to let the status decide.</param>
    public static IngestionException FromAnswer(
        RequestFailedException answer, string host, string intent, TimeProvider time, bool? isTransient = null, string? advice = null)
    {
        string code = GetCode(answer);
        advice ??= answer.Status is 401 or 403
            ? " The identity needs the role Storage Table Data Contributor, or the account key is wrong; a firewall can refuse too."
            : code.Length == 0 ? NotItself : "";
        return new IngestionException(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
            $"Table Storage at {host} did not {intent} ({(code.Length == 0 ? $"{answer.Status}" : $"{answer.Status} {code}")}).{advice}")
        {
            // A 404 that is not expected is none of the table's: it says nothing about what a second attempt will meet.
            IsTransient = isTransient ?? answer.Status is < 300 or 404 or 408 or 429 or >= 500,
            RetryAfter = answer.GetRawResponse() is { } response ? RetryAfter.Read(response, time) : null,
            Status = answer.Status,
        };
    }

    /// <summary>The failure behind an exception that is no answer, or null when it is none.</summary>
    public static IngestionException? FromTransport(Exception exception, bool timedOut, string host, TimeSpan attemptTimeout)
    {
        string? what = exception switch
        {
            OperationCanceledException when timedOut => $"did not answer within {attemptTimeout.TotalSeconds:0} s.",
            AuthenticationFailedException => "got no Entra ID token; check the app's identity and CursorStorage__clientId.",
            RequestFailedException { Status: 0 } or HttpRequestException or IOException or AggregateException => "could not be reached.",
            JsonException => "gave an answer that is not its own." + NotItself,
            _ => null,
        };
        return what is null ? null : new IngestionException(
            IngestionTarget.CursorStore, IngestionFailure.StateUnavailable, $"Table Storage at {host} {what}", exception)
        {
            IsTransient = exception is not AuthenticationFailedException,
        };
    }

    /// <summary>What a code looks like; anything else in its place was not written by the service.</summary>
    [GeneratedRegex("^[A-Za-z0-9]{1,60}$")]
    private static partial Regex Code();
}
