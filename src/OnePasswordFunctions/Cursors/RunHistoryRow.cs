using System.Globalization;
using Azure.Data.Tables;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>A run as Table Storage keeps it. Its key makes the newest run the first of its feed.</summary>
internal static class RunHistoryRow
{
    private const int LongestError = 500;

    /// <summary>The time that is left until the end of the calendar, in 19 digits, and the run's id.</summary>
    public static string Key(DateTimeOffset startedAt, string runId) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.MaxValue.Ticks - startedAt.UtcTicks:D19}-{runId}");

    public static TableEntity Write(RunResult run, string partitionKey)
    {
        var row = new TableEntity(partitionKey, Key(run.StartedAt, run.RunId))
        {
            ["RunId"] = run.RunId,
            ["StartedAt"] = Text(run.StartedAt),
            ["DurationMs"] = (int)Math.Min(int.MaxValue, run.Duration.TotalMilliseconds),
            ["Outcome"] = run.Outcome.ToString(),
            ["Events"] = run.Tally.Events,
            ["Batches"] = run.Tally.Batches,
            ["DeadLetters"] = run.Tally.DeadLetters,
            ["Retries"] = run.Tally.Retries,
            ["Throttles"] = run.Tally.Throttles,
            ["HasMore"] = run.HasMore,
        };
        if (run.Error is { } error)
        {
            string text = $"{run.Failure}: {error}";
            row["Error"] = text.Length <= LongestError ? text : text[..LongestError] + "…";
        }

        if (run.Tally.LastEventTime is { } lastEventTime)
        {
            row["LastEventTime"] = Text(lastEventTime);
        }

        if (run.Tally.OldestLateness is { } lateness)
        {
            row["OldestLateness"] = lateness.ToString("c", CultureInfo.InvariantCulture);
        }

        return row;
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

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
