namespace OnePasswordFunctions.Ingestion;

/// <summary>Estimates when a backlog will be gone: by how much event time a run moved on, against the wall time since the run before.</summary>
internal static class CatchUp
{
    /// <summary>A longer estimate means that the feed hardly gains; it is not worth saying.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>The time until the feed has caught up at the present rate; null when it gains nothing, or nothing is known to compare with.</summary>
    /// <param name="eventTimeBefore">Where the feed stood in event time when the run began.</param>
    /// <param name="wallTimeBefore">When that was written, which is the end of the run before.</param>
    /// <param name="eventTime">Where the feed stands now.</param>
    /// <param name="now">The wall clock.</param>
    public static TimeSpan? Estimate(DateTimeOffset? eventTimeBefore, DateTimeOffset? wallTimeBefore, DateTimeOffset? eventTime, DateTimeOffset now)
    {
        // After an outage the time that passed is long and the rate looks small: unknown at the first run, right from the second on.
        if (eventTime is not { } reached || reached - eventTimeBefore is not { } read || now - wallTimeBefore is not { } passed
            || passed <= TimeSpan.Zero || read <= passed)
        {
            return null;
        }

        TimeSpan backlog = now > reached ? now - reached : TimeSpan.Zero;
        double seconds = backlog.TotalSeconds / ((read / passed) - 1);
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>The two largest units, such as <c>3 h 10 m</c>.</summary>
    public static string Describe(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{time.Days} d {time.Hours} h",
        { TotalHours: >= 1 } => $"{time.Hours} h {time.Minutes} m",
        { TotalMinutes: >= 1 } => $"{time.Minutes} m {time.Seconds} s",
        _ => $"{time.Seconds} s",
    };
}
