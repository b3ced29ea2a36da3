using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>When the Functions host fires a timer, worked out as the host does it: NCRONTAB of five or six fields, UTC.</summary>
/// <param name="Text">The setting's text.</param>
internal sealed record FeedSchedule(string Text)
{
    private readonly TimerSchedule? _schedule = TimerSchedule.TryParse(Text, out TimerSchedule? schedule, out _) ? schedule : null;

    /// <summary>The first firing after <paramref name="time"/>; null when the text is no schedule or has none to come.</summary>
    public DateTimeOffset? Next(DateTimeOffset time) => _schedule?.Next(time);
}
