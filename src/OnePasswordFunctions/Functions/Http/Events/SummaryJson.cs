using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>The JSON about an answer that stands beside its events.</summary>
internal static class SummaryJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The members of the request object, with defaults filled in.</summary>
    public static byte[] WriteRequest(EventsRequest request) => Write(writer =>
    {
        writer.WriteString("event_type"u8, request.Feed.DisplayName);
        writer.WriteNumber("limit"u8, request.Limit);
        JsonAnswer.WriteTime(writer, "from_date", request.FromDate);
        writer.WriteBoolean("should_push_events"u8, request.ShouldPushEvents);
        writer.WriteString("format"u8, AnswerFormats.Name(request.Format));
    });

    /// <summary>The members that follow the events in the JSON envelope.</summary>
    public static byte[] WriteEnd(EventsRequest request, EventsSummary summary) => Write(writer =>
    {
        writer.WriteNumber("count"u8, summary.Count);
        writer.WriteBoolean("has_more"u8, summary.HasMore);
        WriteNews(writer, request, summary);
    });

    /// <summary>The last line of an NDJSON answer that has something to say; null when it has not.</summary>
    public static byte[]? WriteLastLine(EventsRequest request, EventsSummary summary) =>
        summary.Partial is null && !request.ShouldPushEvents ? null : Write(writer => WriteNews(writer, request, summary));

    private static void WriteNews(Utf8JsonWriter writer, EventsRequest request, EventsSummary summary)
    {
        writer.WriteString("partial"u8, summary.Partial);
        if (!request.ShouldPushEvents)
        {
            writer.WriteNull("published"u8);
            return;
        }

        writer.WriteStartObject("published"u8);
        writer.WriteNumber("events"u8, summary.Published);
        writer.WriteNumber("not_publishable"u8, summary.Refused);
        writer.WriteString("not_publishable_reason"u8, summary.Refusal);
        writer.WriteString("note"u8, EventsSummary.DuplicatesNote);
        writer.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
