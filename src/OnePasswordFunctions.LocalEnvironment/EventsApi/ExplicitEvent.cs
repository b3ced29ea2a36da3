using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>An event that somebody wrote: any bytes, which need not be valid in any way.</summary>
/// <param name="arrival">When it arrives; also the time that filters go by when the JSON has no readable top-level <c>timestamp</c>.</param>
internal sealed class ExplicitEvent(long sequence, ReadOnlyMemory<byte> json, DateTimeOffset arrival) : EventRun(sequence)
{
    private readonly long _ticks = (ReadTime(json) ?? arrival).UtcTicks;

    public ReadOnlyMemory<byte> Json => json;

    public override long LeastTicks => _ticks;

    public override int Length(long sequence) => json.Length;

    public override long Ticks(long sequence) => _ticks;

    public override void Render(long sequence, Span<byte> target) => json.Span.CopyTo(target);

    private static DateTimeOffset? ReadTime(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            return PageRequestBody.TryReadTime(document.RootElement.GetProperty("timestamp").GetString(), out DateTimeOffset time) ? time : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Not JSON, or not UTF-8, or without a time.
            return null;
        }
    }
}
