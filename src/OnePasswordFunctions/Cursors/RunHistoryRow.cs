using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>A run as Table Storage keeps it. Its key makes the newest run the first of its feed.</summary>
internal static class RunHistoryRow
{
    private const int LongestError = 500;

    /// <summary>The time that is left until the end of the calendar, in 19 digits, and the run's id.</summary>
    public static string Key(DateTimeOffset startedAt, string runId) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.MaxValue.Ticks - startedAt.UtcTicks:D19}-{runId}");

    public static ReadOnlyMemory<byte> Write(RunResult run)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("RunId"u8, run.RunId);
            WriteTime(writer, "StartedAt", run.StartedAt);
            writer.WriteNumber("DurationMs"u8, (int)Math.Min(int.MaxValue, run.Duration.TotalMilliseconds));
            writer.WriteString("Outcome"u8, run.Outcome.ToString());
            if (run.Error is { } error)
            {
                string text = $"{run.Failure}: {error}";
                writer.WriteString("Error"u8, text.Length <= LongestError ? text : text[..LongestError] + "…");
            }

            WriteTally(writer, run.Tally);
            writer.WriteBoolean("HasMore"u8, run.HasMore);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <exception cref="FormatException">The row was written by another program.</exception>
    public static RecordedRun Read(TableRow row) => new()
    {
        RunId = row.Text("RunId") ?? "",
        StartedAt = row.Time("StartedAt") ?? throw new FormatException("a run without a time"),
        Duration = TimeSpan.FromMilliseconds(row.Integer("DurationMs")),
        Outcome = row.Text("Outcome") ?? "",
        Error = row.Text("Error"),
        Events = row.Integer("Events"),
        Batches = row.Integer("Batches"),
        DeadLetters = row.Integer("DeadLetters"),
        Retries = row.Integer("Retries"),
        Throttles = row.Integer("Throttles"),
        HasMore = row.Boolean("HasMore"),
        LastEventTime = row.Time("LastEventTime"),
        OldestLateness = row.Text("OldestLateness") is { } lateness ? TimeSpan.ParseExact(lateness, "c", CultureInfo.InvariantCulture) : null,
    };

    private static void WriteTally(Utf8JsonWriter writer, RunTally tally)
    {
        writer.WriteNumber("Events"u8, tally.Events);
        writer.WriteNumber("Batches"u8, tally.Batches);
        writer.WriteNumber("DeadLetters"u8, tally.DeadLetters);
        writer.WriteNumber("Retries"u8, tally.Retries);
        writer.WriteNumber("Throttles"u8, tally.Throttles);
        WriteTime(writer, "LastEventTime", tally.LastEventTime);
        if (tally.OldestLateness is { } lateness)
        {
            writer.WriteString("OldestLateness"u8, lateness.ToString("c", CultureInfo.InvariantCulture));
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            writer.WriteString(name, known.ToString("O", CultureInfo.InvariantCulture));
        }
    }
}
