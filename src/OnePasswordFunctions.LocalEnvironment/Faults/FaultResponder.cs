using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Plays the faults that are alike for every HTTP server: statuses, resets, waiting, other bodies and broken ones.</summary>
/// <param name="timeProvider">Measures delays and dates.</param>
/// <param name="usualError">Writes an error in the service's own shape.</param>
internal sealed class FaultResponder(TimeProvider timeProvider, Func<HttpContext, int, Task> usualError)
{
    public const string JsonType = "application/json; charset=utf-8";

    private const int SlowPieces = 20;
    private static readonly TimeSpan SlowBody = TimeSpan.FromSeconds(2);

    // What is answered with a 200 in place of the proper body; html as a captive portal does.
    private static readonly Dictionary<string, (string Type, string Body)> Instead = new(StringComparer.Ordinal)
    {
        ["html"] = ("text/html", "<!doctype html><html><head><title>Sign in to the network</title></head><body></body></html>"),
        ["empty-object"] = (JsonType, "{}"),
        ["empty-body"] = (JsonType, ""),
        ["array-body"] = (JsonType, "[]"),
    };

    /// <summary>
    /// The faults that are played here. Those that reset do it before anything, after the request was read, or in the answer's
    /// middle; <c>truncated-json</c> ends too early under a Content-Length that fits, <c>truncated-length</c> promises more than it sends.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "status", "refuse", "reset-before", "reset-after", "stall", "latency", "hold", .. Instead.Keys,
        "reset-mid-body", "slow-body", "truncated-json", "truncated-length",
    ];

    /// <summary>The shapes of a status's body: the service's own, flat JSON, a gateway's page, plain text, none.</summary>
    public static IReadOnlyList<string> Bodies { get; } = ["usual", "flat", "html", "text", "empty"];

    /// <summary>A date as HTTP headers write it.</summary>
    public static string FormatDate(DateTimeOffset time) => time.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>Reads a request's whole body.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

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

    /// <summary>True when the request is over; false when it goes on to its proper answer.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, ActiveFault fault)
    {
        await fault.DelayAsync(context.RequestAborted);
        switch (fault.Spec.Kind)
        {
            case "refuse" or "reset-before" or "reset-after":
                context.ResetNow();
                return true;
            case "status":
                await AnswerStatusAsync(context, fault.Spec);
                return true;
            case { } kind when Instead.TryGetValue(kind, out (string Type, string Body) own):
                // As a web server sends with a static page, so that the header proves nothing.
                context.Response.Headers.ETag = "\"67439f0b-2d1\"";
                await WriteAsync(context, 200, own.Type, Encoding.UTF8.GetBytes(own.Body));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sends a proper body, whole or as a fault breaks it: cut, reset in the middle, or a little at a time.</summary>
    public async Task SendAsync(HttpContext context, byte[] body, FaultSpec? fault)
    {
        bool isSlow = fault?.Kind == "slow-body";
        int cut = isSlow || IsWhole(fault) ? body.Length : Math.Min(fault!.Bytes ?? body.Length / 2, body.Length);
        int piece = isSlow ? (body.Length / SlowPieces) + 1 : cut;
        context.Response.ContentType = JsonType;
        context.Response.ContentLength = fault?.Kind == "truncated-json" ? cut : body.Length;
        for (int at = 0; at < cut; at += piece)
        {
            await context.Response.BodyWriter.WriteAsync(body.AsMemory(at, Math.Min(piece, cut - at)), context.RequestAborted);
            if (isSlow)
            {
                await Task.Delay((fault!.Delay ?? SlowBody) / SlowPieces, timeProvider, context.RequestAborted);
            }
        }

        // The server closes the connection in order after a body that is too short. To close it here could be faster than its writing.
        if (fault?.Kind == "reset-mid-body")
        {
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            context.ResetNow();
        }
    }

    /// <summary>Whether the caller gets all of a body that is sent with this fault.</summary>
    public static bool IsWhole(FaultSpec? fault) => fault?.Kind is not ("reset-mid-body" or "truncated-json" or "truncated-length");

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
            "flat" => ("application/json", $$"""{"status":{{spec.Status}},"message":"{{reason}}"}"""),
            "html" => ("text/html", $"<html><head><title>{spec.Status} {reason}</title></head><body><h1>{reason}</h1></body></html>"),
            "text" => ("text/plain", reason + "\n"),
            _ => (null, ""),
        };
        return spec.Body == "usual" ? usualError(context, spec.Status) : WriteAsync(context, spec.Status, type, Encoding.UTF8.GetBytes(text));
    }
}
