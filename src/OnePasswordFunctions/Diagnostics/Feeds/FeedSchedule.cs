using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Diagnostics.Feeds;

/// <summary>When the Functions host fires a timer, worked out as the host does it: NCRONTAB of five or six fields, UTC.</summary>
/// <param name="Text">The setting's text.</param>
internal sealed record FeedSchedule(string Text)
{
    private readonly TimerSchedule? _schedule = TimerSchedule.TryParse(Text, out TimerSchedule? schedule, out _) ? schedule : null;

    /// <summary>How often it fires, as people say it: <c>every minute</c>, <c>every 5 min</c>, or else <c>at each firing of 0 0 3,9 * * *</c>.</summary>
    public string Describe(DateTimeOffset now)
    {
        DateTimeOffset? first = Next(now), second = first is { } one ? Next(one) : null, third = second is { } two ? Next(two) : null;
        TimeSpan? step = second - first;
        return step is null || third - second != step ? $"at each firing of {Text}"
            : step == TimeSpan.FromMinutes(1) ? "every minute"
            : $"every {Wording.Duration(step.Value)}";
    }

    /// <summary>The first firing after <paramref name="time"/>; null when the text is no schedule or has none to come.</summary>
    public DateTimeOffset? Next(DateTimeOffset time) => _schedule?.Next(time);
}
