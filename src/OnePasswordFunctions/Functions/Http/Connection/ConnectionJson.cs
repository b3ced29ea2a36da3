using System.Text.Json;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;

namespace OnePasswordFunctions.Functions.Http.Connection;

/// <summary>The connection test as JSON.</summary>
internal static class ConnectionJson
{
    public static void Write(Utf8JsonWriter writer, ConnectionReport report)
    {
        writer.WriteString("status"u8, report.IsOk ? "ok"u8 : "failed"u8);
        writer.WriteString("summary"u8, report.Summary);
        JsonAnswer.WriteTime(writer, "time", report.StartedAt);
        writer.WriteNumber("duration_ms"u8, (long)report.Duration.TotalMilliseconds);
        writer.WriteString("version"u8, BuildVersion.Text);
        writer.WriteStartArray("checks"u8);
        foreach (ConnectionCheck check in report.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, check.Name);
            writer.WriteString("outcome"u8, Word(check.Finding.Outcome));
            writer.WriteString("seen"u8, check.Finding.Seen);
            writer.WriteString("advice"u8, check.Finding.Advice);
            writer.WriteNumber("duration_ms"u8, (long)check.Duration.TotalMilliseconds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The outcome as all three forms spell it.</summary>
    public static string Word(CheckOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
