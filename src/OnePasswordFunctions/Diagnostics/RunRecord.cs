using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>The one line of JSON that every run leaves behind. docs/operations.md describes its members; alerts and the workbook query them.</summary>
internal static class RunRecord
{
    /// <summary>Raised when a member changes its meaning or goes away; added members do not raise it.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="result">What the run did.</param>
    /// <param name="invocation">The invocation of the host that caused it.</param>
    /// <param name="now">The wall clock at the end of the run.</param>
    public static string Write(RunResult result, Invocation invocation, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("record"u8, "onepassword.run"u8);
            writer.WriteNumber("schema"u8, SchemaVersion);
            WriteOutcome(writer, result);
            WriteCounts(writer, result.Tally);
            WriteStream(writer, result);
            WriteTimes(writer, result);
            WriteOutlook(writer, result, now);
            writer.WriteString("runId"u8, result.RunId);
            writer.WriteString("invocationId"u8, invocation.Id);
            writer.WriteString("traceId"u8, invocation.TraceId);
            writer.WriteString("version"u8, BuildVersion.Text);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteOutcome(Utf8JsonWriter writer, RunResult result)
    {
        writer.WriteString("feed"u8, result.Feed.Name);
        writer.WriteString("outcome"u8, result.Outcome.ToString());
        writer.WriteString("failure"u8, result.Failure.ToString());
        writer.WriteString("failureTarget"u8, result.FailureTarget?.ToString());
        writer.WriteString("error"u8, result.Error);
    }

    private static void WriteCounts(Utf8JsonWriter writer, RunTally tally)
    {
        writer.WriteNumber("events"u8, tally.Events);
        writer.WriteNumber("batches"u8, tally.Batches);
        writer.WriteNumber("pages"u8, tally.Pages);
        writer.WriteNumber("bytes"u8, tally.Bytes);
        writer.WriteNumber("commits"u8, tally.Commits);
        writer.WriteNumber("repeatsAvoided"u8, tally.RepeatsAvoided);
        writer.WriteNumber("deadLetters"u8, tally.DeadLetters);
        writer.WriteNumber("eventsWithoutUuid"u8, tally.EventsWithoutUuid);
        writer.WriteNumber("eventsWithoutTimestamp"u8, tally.EventsWithoutTimestamp);
        writer.WriteNumber("requests"u8, tally.Requests);
        writer.WriteNumber("retries"u8, tally.Retries);
        writer.WriteNumber("throttles"u8, tally.Throttles);
        writer.WriteString("throttledBy"u8, tally.Throttles == 0 ? null : string.Join(',', tally.ThrottledBy));
        writer.WriteNumber("cursorRecoveries"u8, tally.CursorRecoveries);
    }

    private static void WriteTimes(Utf8JsonWriter writer, RunResult result)
    {
        RunTally tally = result.Tally;
        writer.WriteString("startedAt"u8, result.StartedAt.ToString("O", CultureInfo.InvariantCulture));
        writer.WriteString("firstEventTime"u8, tally.FirstEventTime?.ToString("O", CultureInfo.InvariantCulture));
        writer.WriteString("lastEventTime"u8, tally.LastEventTime?.ToString("O", CultureInfo.InvariantCulture));
        WriteSeconds(writer, "oldestLatenessSeconds", tally.OldestLateness);
        writer.WriteNumber("durationMs"u8, Milliseconds(result.Duration));
        writer.WriteNumber("fetchMs"u8, Milliseconds(tally.FetchTime));
        writer.WriteNumber("publishMs"u8, Milliseconds(tally.PublishTime));
        writer.WriteNumber("commitMs"u8, Milliseconds(tally.CommitTime));
        writer.WriteNumber("retryPauseMs"u8, Milliseconds(tally.RetryPause));
        writer.WriteNumber("throttlePauseMs"u8, Milliseconds(tally.ThrottlePause));
    }

    private static void WriteOutlook(Utf8JsonWriter writer, RunResult result, DateTimeOffset now)
    {
        WriteSeconds(writer, "lagSeconds", result.GetLag(now));
        WriteSeconds(writer, "caughtUpInSeconds", result.CaughtUpIn);
        writer.WriteString("caughtUpIn"u8, result.CaughtUpIn is { } time ? CatchUp.Describe(time) : null);
        writer.WriteString("retentionRiskDate"u8, result.GetRetentionRisk(now)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteNumber(writer, "tokenDaysLeft", result.GetTokenDaysLeft(now));
    }

    private static void WriteStream(Utf8JsonWriter writer, RunResult result)
    {
        writer.WriteBoolean("hasMore"u8, result.HasMore);
        writer.WriteString("stream"u8, result.StreamId);
        if (result.LastSequence is { } last)
        {
            writer.WriteNumber("lastSequence"u8, last);
        }
        else
        {
            writer.WriteNull("lastSequence"u8);
        }
    }

    private static void WriteSeconds(Utf8JsonWriter writer, string name, TimeSpan? time) => WriteNumber(writer, name, time?.TotalSeconds);

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, Math.Round(known, 1));
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
