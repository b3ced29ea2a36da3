using System.Globalization;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Answers with a problem: <c>application/problem+json</c> (RFC 9457), or a page when a browser asks.</summary>
internal static class ProblemAnswer
{
    /// <summary>400 with every argument that can not be used.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyList<ArgumentProblem> problems)
    {
        string detail = problems.Count == 1
            ? "One argument can not be used; 'errors' says what is allowed."
            : $"{problems.Count} arguments can not be used; 'errors' says what is allowed for each.";
        return WriteAsync(context, new Problem(StatusCodes.Status400BadRequest, "Bad request", detail) { Errors = problems });
    }

    /// <summary>502, or 504 when the other side did not answer in time, with the failure's name.</summary>
    public static Task WriteAsync(HttpContext context, IngestionException failure)
    {
        if (failure.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        }

        bool isTimeout = failure.InnerException is OperationCanceledException || failure.Status is 408 or 504;
        return WriteAsync(context, Failed(isTimeout, failure.Failure, failure.Target, failure.Message));
    }

    /// <summary>504 because the request used up its time before anything could be answered.</summary>
    public static Task WriteTimeUpAsync(HttpContext context, TimeSpan allowed) => WriteAsync(context,
        Failed(true, IngestionFailure.Unavailable, IngestionTarget.EventsApi, $"The Events API sent nothing usable within {allowed.TotalSeconds:0} s."));

    /// <summary>500 for a defect of this program, or 503 while it stops.</summary>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail) => WriteAsync(context, new Problem(status, title, detail));

    private static Task WriteAsync(HttpContext context, Problem problem) => AnswerFormats.WantsPage(context.Request)
        ? Answer.WriteAsync(context, problem.Status, AnswerFormats.ContentType(AnswerFormat.Html), problem.Page().ToString())
        : JsonAnswer.WriteAsync(context, problem.Status, "application/problem+json; charset=utf-8", problem.Write);

    private static Problem Failed(bool isTimeout, IngestionFailure failure, IngestionTarget target, string detail) => new(
        isTimeout ? StatusCodes.Status504GatewayTimeout : StatusCodes.Status502BadGateway,
        isTimeout ? "The other side did not answer in time" : "The other side failed",
        detail)
    { Failure = (failure.ToString(), target.ToString()) };
}
