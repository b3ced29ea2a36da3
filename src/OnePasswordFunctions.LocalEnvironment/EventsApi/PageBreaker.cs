using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Sends a page in a broken way: cut, reset in the middle, or a little at a time.</summary>
internal static class PageBreaker
{
    private const int SlowPieces = 20;
    private static readonly TimeSpan SlowBody = TimeSpan.FromSeconds(2);

    public static bool Breaks(FaultKind kind)
        => kind is FaultKind.ResetMidBody or FaultKind.SlowBody or FaultKind.TruncatedJson or FaultKind.TruncatedLength;

    public static async Task SendAsync(HttpContext context, byte[] body, FaultSpec fault, TimeProvider timeProvider)
    {
        int cut = fault.Kind == FaultKind.SlowBody ? body.Length : Math.Min(fault.Bytes ?? body.Length / 2, body.Length);
        int piece = fault.Kind == FaultKind.SlowBody ? (body.Length / SlowPieces) + 1 : cut;
        context.Response.ContentType = PageEndpoint.JsonType;
        context.Response.ContentLength = fault.Kind == FaultKind.TruncatedJson ? cut : body.Length;
        for (int at = 0; at < cut; at += piece)
        {
            await context.Response.BodyWriter.WriteAsync(body.AsMemory(at, Math.Min(piece, cut - at)), context.RequestAborted);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            if (fault.Kind == FaultKind.SlowBody)
            {
                await Task.Delay((fault.Delay ?? SlowBody) / SlowPieces, timeProvider, context.RequestAborted);
            }
        }

        // The server closes the connection in order after a body that is too short. To close it here could be faster than its writing.
        if (fault.Kind == FaultKind.ResetMidBody)
        {
            context.ResetNow();
        }
    }
}
