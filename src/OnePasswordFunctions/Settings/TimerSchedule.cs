using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace OnePasswordFunctions.Settings;

/// <summary>When the Functions host fires a timer, worked out as the host does it: NCRONTAB of five or six fields in UTC, or an interval.</summary>
internal sealed class TimerSchedule
{
    /// <summary>Any day will do to see whether an expression ever fires: it names no year.</summary>
    private static readonly DateTime AnyDay = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly CrontabSchedule? _cron;

    private TimerSchedule(string text, CrontabSchedule? cron, TimeSpan interval) => (Text, _cron, Interval) = (text, cron, interval);

    /// <summary>The expression as it was set.</summary>
    public string Text { get; }

    /// <summary>The time between two firings of an interval; zero for an NCRONTAB expression.</summary>
    public TimeSpan Interval { get; }

    /// <summary>The schedule, or false and, where it can be said, why the host can not fire it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TimerSchedule? schedule, out string? why)
    {
        int fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        CrontabSchedule? cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 });
        if (cron is not null)
        {
            bool fires = Next(cron, AnyDay) is not null;
            (schedule, why) = (fires ? new TimerSchedule(text, cron, TimeSpan.Zero) : null, fires ? null : "no day is like that, so it never fires");
            return fires;
        }

        bool isInterval = SettingDuration.TryParse(text, out TimeSpan interval, out string? mistake) && text.Contains(':', StringComparison.Ordinal) && interval > TimeSpan.Zero;
        schedule = isInterval ? new TimerSchedule(text, null, interval) : null;
        why = isInterval ? null : mistake is null ? Explain(text, fields) : "an interval is written d.hh:mm:ss or hh:mm:ss, with hours below 24";
        return isInterval;
    }

    /// <summary>The first firing after <paramref name="time"/>; null when there is none to come.</summary>
    public DateTimeOffset? Next(DateTimeOffset time) => _cron is null ? time + Interval : Next(_cron, time.UtcDateTime);

    private static DateTimeOffset? Next(CrontabSchedule cron, DateTime time)
    {
        DateTime next = cron.GetNextOccurrence(time);
        return next < DateTime.MaxValue.AddDays(-2) ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) : null;
    }

    private static string? Explain(string text, int fields) =>
        text.StartsWith('@') ? "the host knows no names such as @hourly"
        : fields is 5 or 6 ? "one of its fields has a value that the host does not take"
        : null;
}
