using System.Text.Json;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary>A proof of delivery as JSON. docs/http.md describes its members.</summary>
internal static class ProofJson
{
    public static void Write(Utf8JsonWriter writer, ProofReport report)
    {
        writer.WriteString("status"u8, ProofWording.Status(report));
        WriteRequest(writer, report.Request);
        JsonAnswer.WriteTime(writer, "time", report.StartedAt);
        writer.WriteNumber("duration_ms"u8, (long)report.Duration.TotalMilliseconds);
        writer.WriteString("version"u8, BuildVersion.Text);
        JsonAnswer.WriteTime(writer, "proven_to", report.ProvenTo);
        writer.WriteString("partial"u8, report.Partial);
        JsonAnswer.WriteTime(writer, "continue_from", report.ContinueFrom);
        WriteCounts(writer, report);
        WriteMentions(writer, "missing_events", report.Missing);
        WriteMentions(writer, "altered_events", report.Altered);
        WriteMentions(writer, "dead_letter_events", report.DeadLetters);
        WriteLateness(writer, report.Lateness);
        JsonAnswer.WriteTime(writer, "hub_kept_since", report.KeptSince);
        JsonAnswer.WriteArray(writer, "streams", report.Streams, WriteStream);
        WriteRepair(writer, report);
    }

    private static void WriteRequest(Utf8JsonWriter writer, ProofRequest request)
    {
        writer.WriteStartObject("request"u8);
        writer.WriteString("event_type"u8, request.Feed.DisplayName);
        JsonAnswer.WriteTime(writer, "from_date", request.From);
        JsonAnswer.WriteTime(writer, "to_date", request.To);
        writer.WriteBoolean("should_repair"u8, request.ShouldRepair);
        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, ProofReport report)
    {
        writer.WriteNumber("served"u8, report.Counts.Served);
        writer.WriteNumber("once"u8, report.Counts.Once);
        writer.WriteNumber("repeated"u8, report.Counts.Repeated);
        writer.WriteNumber("altered"u8, report.Counts.Altered);
        writer.WriteNumber("dead_letters"u8, report.Counts.DeadLetters);
        writer.WriteNumber("waiting"u8, report.Counts.Waiting);
        writer.WriteNumber("not_covered"u8, report.Counts.NotCovered);
        writer.WriteNumber("missing"u8, report.Counts.Missing);
        writer.WriteNumber("surplus_messages"u8, report.Surplus);
        writer.WriteNumber("messages_read"u8, report.Messages);
        writer.WriteNumber("messages_not_served"u8, report.Strangers);
    }

    private static void WriteMentions(Utf8JsonWriter writer, string name, IReadOnlyList<EventMention> mentions) =>
        JsonAnswer.WriteArray(writer, name, mentions, static (writer, mention) =>
        {
            writer.WriteString("id"u8, mention.Id);
            writer.WriteString("time"u8, mention.Time);
        });

    private static void WriteLateness(Utf8JsonWriter writer, Lateness lateness)
    {
        writer.WriteStartObject("lateness_seconds"u8);
        JsonAnswer.WriteSeconds(writer, "p50", lateness.Within(50));
        JsonAnswer.WriteSeconds(writer, "p90", lateness.Within(90));
        JsonAnswer.WriteSeconds(writer, "p99", lateness.Within(99));
        JsonAnswer.WriteSeconds(writer, "longest", lateness.Within(100));
        writer.WriteEndObject();
    }

    private static void WriteStream(Utf8JsonWriter writer, StreamFinding stream)
    {
        writer.WriteString("stream"u8, stream.Stream);
        writer.WriteBoolean("current"u8, stream.IsCurrent);
        writer.WriteNumber("first"u8, stream.First);
        writer.WriteNumber("last"u8, stream.Last);
        writer.WriteNumber("missing"u8, stream.Missing);
        writer.WriteStartArray("missing_numbers"u8);
        foreach (NumberRange range in stream.MissingNumbers)
        {
            writer.WriteStringValue(range.ToString());
        }

        writer.WriteEndArray();
        writer.WriteNumber("conflicts"u8, stream.Conflicts);
        writer.WriteStartArray("conflicting_numbers"u8);
        foreach (long number in stream.ConflictingNumbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("incomplete"u8, stream.IsIncomplete);
    }

    private static void WriteRepair(Utf8JsonWriter writer, ProofReport report)
    {
        if (!report.Request.ShouldRepair)
        {
            writer.WriteNull("repair"u8);
            return;
        }

        writer.WriteStartObject("repair"u8);
        writer.WriteNumber("published"u8, report.Repaired);
        writer.WriteNumber("not_publishable"u8, report.NotPublishable);
        writer.WriteEndObject();
    }
}
