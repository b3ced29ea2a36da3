using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Plays the faults that are alike for every stand-in: statuses, resets and waiting.</summary>
/// <param name="timeProvider">Measures delays and dates.</param>
/// <param name="usualError">Writes an error in the service's own shape.</param>
internal sealed class FaultResponder(TimeProvider timeProvider, Func<HttpContext, int, Task> usualError)
{
    /// <summary>True when the request is over; false when it goes on to its proper answer.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, ActiveFault fault)
    {
        FaultSpec spec = fault.Spec;
        switch (spec.Kind)
        {
            case FaultKind.Refuse or FaultKind.ResetBefore or FaultKind.ResetAfter:
                context.ResetNow();
                return true;
            case FaultKind.Status:
                await AnswerStatusAsync(context, spec);
                return true;
            case FaultKind.Stall:
                await Task.Delay(spec.Delay ?? Timeout.InfiniteTimeSpan, timeProvider, context.RequestAborted);
                return false;
            case FaultKind.Hold:
                await fault.Removed.WaitAsync(context.RequestAborted);
                return false;
            default:
                return false;
        }
    }

    /// <summary>A date as HTTP headers write it.</summary>
    public static string FormatDate(DateTimeOffset time) => time.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>Sends a whole body under its length.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string? contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (status is not (204 or 304))
        {
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }

    private async Task AnswerStatusAsync(HttpContext context, FaultSpec spec)
    {
        if (spec.RetryAfter is TimeSpan wait)
        {
            context.Response.Headers.RetryAfter = spec.RetryAfterAsDate
                ? FormatDate(timeProvider.GetUtcNow() + wait)
                : ((long)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (spec.Status is >= 300 and < 400)
        {
            // Whoever follows it meets an address that does not exist.
            context.Response.Headers.Location = $"http://{context.Request.Host}/sign-in";
        }

        switch (spec.Body)
        {
            case FaultBody.Usual:
                await usualError(context, spec.Status);
                break;
            case FaultBody.Flat:
                await WriteTextAsync("application/json", $$"""{"status":{{spec.Status}},"message":"{{Reason(spec.Status)}}"}""");
                break;
            case FaultBody.Html:
                await WriteTextAsync("text/html", $"<html><head><title>{spec.Status} {Reason(spec.Status)}</title></head><body><h1>{Reason(spec.Status)}</h1></body></html>");
                break;
            case FaultBody.Text:
                await WriteTextAsync("text/plain", Reason(spec.Status) + "\n");
                break;
            default:
                await WriteAsync(context, spec.Status, null, default);
                break;
        }

        Task WriteTextAsync(string contentType, string text) => WriteAsync(context, spec.Status, contentType, Encoding.UTF8.GetBytes(text));
    }

    private static string Reason(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
