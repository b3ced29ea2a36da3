using System.Text.Json;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>The status as JSON. docs/http.md describes its members.</summary>
internal static class StatusJson
{
    public static void Write(Utf8JsonWriter writer, StatusReport report)
    {
        writer.WriteString("status"u8, report.Overall);
        JsonAnswer.WriteTime(writer, "time", report.Time);
        writer.WriteString("version"u8, BuildVersion.Text);
        if (report.Problems.Count > 0)
        {
            writer.WriteStartArray("problems"u8);
            foreach (string problem in report.Problems)
            {
                writer.WriteStringValue(problem);
            }

            writer.WriteEndArray();
            return;
        }

        WriteToken(writer, report);
        writer.WriteStartArray("feeds"u8);
        foreach (FeedStatus feed in report.Feeds)
        {
            writer.WriteStartObject();
            WriteFeed(writer, feed);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteSettings(writer, report.Settings);
    }

    private static void WriteToken(Utf8JsonWriter writer, StatusReport report)
    {
        writer.WriteStartObject("token"u8);
        JsonAnswer.WriteTime(writer, "expires_at", report.TokenExpiry);
        if (report.TokenExpiry is { } expiry)
        {
            writer.WriteNumber("days_left"u8, Math.Floor((expiry - report.Time).TotalDays));
        }
        else
        {
            writer.WriteNull("days_left"u8);
        }

        writer.WriteEndObject();
    }

    private static void WriteFeed(Utf8JsonWriter writer, FeedStatus feed)
    {
        writer.WriteString("feed"u8, feed.Feed.Name);
        writer.WriteString("event_type"u8, feed.Feed.DisplayName);
        writer.WriteString("health"u8, feed.Health.ToString().ToLowerInvariant());
        writer.WriteString("headline"u8, feed.Headline);
        writer.WriteStartArray("warnings"u8);
        foreach (string warning in feed.Warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
        WriteLastRun(writer, feed.LastRun);
        WriteLastProof(writer, feed.LastProof);
        JsonAnswer.WriteTime(writer, "failing_since", feed.FailingSince);
        JsonAnswer.WriteTime(writer, "last_success", feed.State?.LastSuccessTime);
        WritePosition(writer, feed.State?.Position);
        writer.WriteString("stream"u8, feed.State?.StreamId);
        writer.WriteNumber("last_sequence"u8, feed.State?.LastSequence ?? 0);
        JsonAnswer.WriteTime(writer, "last_event_time", feed.State?.LastEventTime);
        JsonAnswer.WriteSeconds(writer, "lag_seconds", feed.Lag);
        JsonAnswer.WriteSeconds(writer, "lateness_seconds", feed.Runs.FirstOrDefault(run => run.OldestLateness is not null)?.OldestLateness);
        WriteCounts(writer, feed);
        writer.WriteString("schedule"u8, feed.Schedule.Text);
        JsonAnswer.WriteTime(writer, "next_firing", feed.NextFiring);
        writer.WriteStartArray("recent_runs"u8);
        foreach (RecordedRun run in feed.Runs)
        {
            WriteRun(writer, run);
        }

        writer.WriteEndArray();
    }

    private static void WriteLastRun(Utf8JsonWriter writer, LastRun? last)
    {
        if (last is null)
        {
            writer.WriteNull("last_run"u8);
            return;
        }

        writer.WriteStartObject("last_run"u8);
        writer.WriteString("outcome"u8, last.Outcome);
        writer.WriteString("error"u8, last.Error);
        JsonAnswer.WriteTime(writer, "ended_at", last.EndedAt);
        if (last.Run is { } run)
        {
            writer.WriteNumber("duration_ms"u8, (long)run.Duration.TotalMilliseconds);
            writer.WriteNumber("events"u8, run.Events);
        }
        else
        {
            writer.WriteNull("duration_ms"u8);
            writer.WriteNumber("events"u8, 0);
        }

        writer.WriteEndObject();
    }

    private static void WriteLastProof(Utf8JsonWriter writer, StoredProof? proof)
    {
        if (proof is null)
        {
            writer.WriteNull("last_proof"u8);
            return;
        }

        writer.WriteStartObject("last_proof"u8);
        writer.WriteBoolean("proven"u8, proof.IsProven);
        JsonAnswer.WriteTime(writer, "made_at", proof.MadeAt);
        JsonAnswer.WriteTime(writer, "from", proof.From);
        JsonAnswer.WriteTime(writer, "to", proof.To);
        writer.WriteNumber("served"u8, proof.Served);
        writer.WriteNumber("missing"u8, proof.Missing);
        writer.WriteNumber("altered"u8, proof.Altered);
        writer.WriteNumber("not_covered"u8, proof.NotCovered);
        writer.WriteNumber("gaps"u8, proof.Gaps);
        writer.WriteString("problem"u8, proof.Problem);
        writer.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter writer, FeedPosition? position)
    {
        if (position is null)
        {
            writer.WriteNull("position"u8);
            return;
        }

        writer.WriteStartObject("position"u8);
        writer.WriteString("kind"u8, position.Cursor is null ? "start_time"u8 : "cursor"u8);
        writer.WriteString("cursor_hash"u8, PositionView.Hash(position));
        JsonAnswer.WriteTime(writer, "start_time", position.StartTime);
        writer.WriteNumber("published_in_page"u8, position.PublishedInPage);
        writer.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter writer, FeedStatus feed)
    {
        writer.WriteStartObject("today"u8);
        writer.WriteNumber("events"u8, feed.Today.Events);
        writer.WriteNumber("batches"u8, feed.Today.Batches);
        writer.WriteEndObject();
        writer.WriteStartObject("total"u8);
        writer.WriteNumber("events"u8, feed.State?.TotalEvents ?? 0);
        writer.WriteNumber("batches"u8, feed.State?.TotalBatches ?? 0);
        writer.WriteNumber("dead_letters"u8, feed.State?.TotalDeadLetters ?? 0);
        writer.WriteEndObject();
        writer.WriteStartObject("in_recent_runs"u8);
        writer.WriteNumber("runs"u8, feed.Runs.Count);
        writer.WriteNumber("retries"u8, feed.Runs.Sum(run => run.Retries));
        writer.WriteNumber("throttles"u8, feed.Runs.Sum(run => run.Throttles));
        writer.WriteNumber("failed"u8, feed.Runs.Count(run => run.Outcome == nameof(Ingestion.RunOutcome.Failed)));
        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, RecordedRun run)
    {
        writer.WriteStartObject();
        JsonAnswer.WriteTime(writer, "started_at", run.StartedAt);
        writer.WriteNumber("duration_ms"u8, (long)run.Duration.TotalMilliseconds);
        writer.WriteString("outcome"u8, run.Outcome);
        writer.WriteString("error"u8, run.Error);
        writer.WriteNumber("events"u8, run.Events);
        writer.WriteNumber("batches"u8, run.Batches);
        writer.WriteNumber("retries"u8, run.Retries);
        writer.WriteNumber("throttles"u8, run.Throttles);
        writer.WriteString("run_id"u8, run.RunId);
        writer.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter writer, IReadOnlyList<SettingView> settings)
    {
        writer.WriteStartArray("settings"u8);
        foreach (SettingView setting in settings)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, setting.Name);
            writer.WriteString("value"u8, setting.Value);
            writer.WriteBoolean("default"u8, setting.IsDefault);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
