using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>An event that somebody wrote: any bytes, which need not be valid in any way.</summary>
/// <param name="Json">The bytes that stand in the page.</param>
/// <param name="Ticks">The time that filters go by, in UTC ticks: the top-level <c>timestamp</c> where there is a readable one, else the arrival.</param>
internal sealed record ExplicitEvent(ReadOnlyMemory<byte> Json, long Ticks)
{
    public static ExplicitEvent Read(ReadOnlyMemory<byte> json, DateTimeOffset arrival)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            return PageRequestBody.TryReadTime(document.RootElement.GetProperty("timestamp").GetString(), out DateTimeOffset time)
                ? new ExplicitEvent(json, time.UtcTicks)
                : new ExplicitEvent(json, arrival.UtcTicks);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not JSON, or not UTF-8, or without a time.
            return new ExplicitEvent(json, arrival.UtcTicks);
        }
    }
}
