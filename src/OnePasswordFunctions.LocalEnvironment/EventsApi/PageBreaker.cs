using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Sends a page in a broken way: cut, reset in the middle, or a little at a time.</summary>
internal static class PageBreaker
{
    private const int SlowPieces = 20;

    public static bool Breaks(FaultKind kind)
        => kind is FaultKind.ResetMidBody or FaultKind.SlowBody or FaultKind.TruncatedJson or FaultKind.TruncatedLength;

    public static async Task SendAsync(HttpContext context, byte[] body, FaultSpec fault, TimeProvider timeProvider)
    {
        int cut = Math.Min(fault.Bytes ?? body.Length / 2, body.Length);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = fault.Kind == FaultKind.TruncatedJson ? cut : body.Length;
        switch (fault.Kind)
        {
            case FaultKind.TruncatedJson:
                await WriteAsync(body.AsMemory(0, cut));
                break;
            case FaultKind.SlowBody:
                await SendSlowlyAsync(body, fault.Delay ?? TimeSpan.FromSeconds(2));
                break;
            case FaultKind.TruncatedLength:
                // The server closes the connection in order after a body that is too short. To close it here could be faster than its writing.
                await WriteAsync(body.AsMemory(0, cut));
                break;
            default:
                await WriteAsync(body.AsMemory(0, cut));
                context.ResetNow();
                break;
        }

        async Task SendSlowlyAsync(ReadOnlyMemory<byte> rest, TimeSpan duration)
        {
            int piece = Math.Max(1, (rest.Length + SlowPieces - 1) / SlowPieces);
            while (rest.Length > 0)
            {
                await WriteAsync(rest[..Math.Min(piece, rest.Length)]);
                rest = rest[Math.Min(piece, rest.Length)..];
                await Task.Delay(duration / SlowPieces, timeProvider, context.RequestAborted);
            }
        }

        async Task WriteAsync(ReadOnlyMemory<byte> piece)
        {
            await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }
}
