using System.Text.Json;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Answers with <c>application/problem+json</c> (RFC 9457).</summary>
internal static class ProblemAnswer
{
    private const string ContentType = "application/problem+json; charset=utf-8";

    /// <summary>400 with every argument that can not be used.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyList<ArgumentProblem> problems) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, ContentType, writer =>
        {
            WriteHead(writer, "Bad request", StatusCodes.Status400BadRequest,
                problems.Count == 1 ? "One argument can not be used; 'errors' says what is allowed." : $"{problems.Count} arguments can not be used; 'errors' says what is allowed for each.");
            writer.WriteStartArray("errors"u8);
            foreach (ArgumentProblem problem in problems)
            {
                writer.WriteStartObject();
                writer.WriteString("argument"u8, problem.Argument);
                writer.WriteString("value"u8, problem.Value);
                writer.WriteString("allowed"u8, problem.Allowed);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });

    /// <summary>502, or 504 when the other side did not answer in time, with the failure's name.</summary>
    public static Task WriteAsync(HttpContext context, IngestionException failure)
    {
        int status = failure.InnerException is OperationCanceledException || failure.Status is 408 or 504
            ? StatusCodes.Status504GatewayTimeout
            : StatusCodes.Status502BadGateway;
        if (failure.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
        }

        return WriteFailureAsync(context, status, failure.Failure.ToString(), failure.Target.ToString(), failure.Message);
    }

    /// <summary>504 because the request used up its time before anything could be answered.</summary>
    public static Task WriteTimeUpAsync(HttpContext context, TimeSpan allowed) =>
        WriteFailureAsync(context, StatusCodes.Status504GatewayTimeout, nameof(IngestionFailure.Unavailable), nameof(IngestionTarget.EventsApi),
            $"The Events API sent nothing usable within {allowed.TotalSeconds:0} s.");

    /// <summary>500 for a defect of this program, or 503 while it stops.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail) =>
        JsonAnswer.WriteAsync(context, status, ContentType, writer => WriteHead(writer, title, status, detail));

    private static Task WriteFailureAsync(HttpContext context, int status, string failure, string target, string detail) =>
        JsonAnswer.WriteAsync(context, status, ContentType, writer =>
        {
            WriteHead(writer, status == StatusCodes.Status504GatewayTimeout ? "The other side did not answer in time" : "The other side failed", status, detail);
            writer.WriteString("failure"u8, failure);
            writer.WriteString("target"u8, target);
        });

    private static void WriteHead(Utf8JsonWriter writer, string title, int status, string detail)
    {
        writer.WriteString("type"u8, "about:blank"u8);
        writer.WriteString("title"u8, title);
        writer.WriteNumber("status"u8, status);
        writer.WriteString("detail"u8, detail);
    }
}
