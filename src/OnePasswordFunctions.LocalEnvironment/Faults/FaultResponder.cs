using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Plays the faults that are alike for every stand-in: statuses, resets and waiting.</summary>
/// <param name="timeProvider">Measures delays and dates.</param>
/// <param name="usualError">Writes an error in the service's own shape.</param>
internal sealed class FaultResponder(TimeProvider timeProvider, Func<HttpContext, int, Task> usualError)
{
    /// <summary>True when the request is over; false when it goes on to its proper answer.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, ActiveFault fault)
    {
        switch (fault.Spec.Kind)
        {
            case FaultKind.Refuse or FaultKind.ResetBefore or FaultKind.ResetAfter:
                context.ResetNow();
                return true;
            case FaultKind.Status:
                await AnswerStatusAsync(context, fault.Spec);
                return true;
            case FaultKind.Stall:
                await Task.Delay(fault.Spec.Delay ?? Timeout.InfiniteTimeSpan, timeProvider, context.RequestAborted);
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

    private Task AnswerStatusAsync(HttpContext context, FaultSpec spec)
    {
        if (spec.RetryAfter is TimeSpan wait)
        {
            context.Response.Headers.RetryAfter = spec.RetryAfterAsDate ? FormatDate(timeProvider.GetUtcNow() + wait) : $"{(long)wait.TotalSeconds}";
        }

        if (spec.Status is >= 300 and < 400)
        {
            // Whoever follows it meets an address that does not exist.
            context.Response.Headers.Location = $"http://{context.Request.Host}/sign-in";
        }

        string reason = ReasonPhrases.GetReasonPhrase(spec.Status);
        (string? type, string text) = spec.Body switch
        {
            FaultBody.Flat => ("application/json", $$"""{"status":{{spec.Status}},"message":"{{reason}}"}"""),
            FaultBody.Html => ("text/html", $"<html><head><title>{spec.Status} {reason}</title></head><body><h1>{reason}</h1></body></html>"),
            FaultBody.Text => ("text/plain", reason + "\n"),
            _ => (null, ""),
        };
        return spec.Body == FaultBody.Usual ? usualError(context, spec.Status) : WriteAsync(context, spec.Status, type, Encoding.UTF8.GetBytes(text));
    }
}
