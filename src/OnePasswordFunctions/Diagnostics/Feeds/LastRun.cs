using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Diagnostics.Feeds;

/// <summary>The end of a feed's last run, as far as it was written down: a run without news leaves no trace but a heartbeat.</summary>
/// <param name="Outcome">The outcome's name.</param>
/// <param name="Error">The failure's name and message; null without a failure.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Run">The run in the history; null for a run without news.</param>
internal sealed record LastRun(string Outcome, string? Error, DateTimeOffset EndedAt, RecordedRun? Run)
{
    /// <summary>The later of what the feed's row and its history say; null before the first run's end.</summary>
    public static LastRun? From(FeedState? state, RecordedRun? newest)
    {
        LastRun? row = state is { LastOutcome: { } outcome, LastRunTime: { } time } ? new LastRun(outcome, state.LastError, time, null) : null;
        LastRun? recorded = newest is null ? null : new LastRun(newest.Outcome, newest.Error, newest.EndedAt, newest);

        // Both may tell of the same run; then the history knows more.
        bool isRecorded = recorded is not null && (newest!.RunId == state?.RunId || row is null || recorded.EndedAt >= row.EndedAt);
        return isRecorded ? recorded : row;
    }
}
