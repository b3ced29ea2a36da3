using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>The one line of JSON that every proof of delivery leaves behind. docs/operations.md describes its members; an alert and the workbook query them.</summary>
internal static class ProofRecord
{
    /// <summary>Raised when a member changes its meaning or goes away; added members do not raise it.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The record of a proof.</summary>
    public static string Write(ProofReport report) => Write(report.Request, report, null, report.Duration);

    /// <summary>The record of a proof that could not be made.</summary>
    public static string Write(ProofRequest request, string error, TimeSpan duration) => Write(request, null, error, duration);

    private static string Write(ProofRequest request, ProofReport? report, string? error, TimeSpan duration)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("record"u8, "onepassword.proof"u8);
            writer.WriteNumber("schema"u8, SchemaVersion);
            writer.WriteString("feed"u8, request.Feed.Name);
            writer.WriteString("from"u8, request.From.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("to"u8, (report?.ProvenTo ?? request.To).ToString("O", CultureInfo.InvariantCulture));
            WriteCounts(writer, report);
            writer.WriteString("partial"u8, report?.Partial);
            writer.WriteString("error"u8, error);
            writer.WriteNumber("durationMs"u8, Math.Round(duration.TotalMilliseconds, 1));
            writer.WriteString("version"u8, BuildVersion.Text);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteCounts(Utf8JsonWriter writer, ProofReport? report)
    {
        WriteNumber(writer, "served", report?.Counts.Served);
        WriteNumber(writer, "once", report?.Counts.Once);
        WriteNumber(writer, "repeated", report?.Counts.Repeated);
        WriteNumber(writer, "missing", report?.Counts.Missing);
        WriteNumber(writer, "altered", report?.Counts.Altered);
        WriteNumber(writer, "deadLetters", report?.Counts.DeadLetters);
        WriteNumber(writer, "waiting", report?.Counts.Waiting);
        WriteNumber(writer, "notCovered", report?.Counts.NotCovered);
        WriteNumber(writer, "gaps", report?.Gaps);
        WriteNumber(writer, "repaired", report?.Repaired);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
