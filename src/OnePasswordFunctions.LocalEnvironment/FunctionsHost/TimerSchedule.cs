using System.Globalization;
using NCrontab;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>When a timer fires: an NCRONTAB expression of five or six fields, or a plain interval.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Cron">The expression; null for an interval.</param>
/// <param name="Interval">Zero for an expression.</param>
internal sealed record TimerSchedule(string Text, CrontabSchedule? Cron, TimeSpan Interval)
{
    /// <exception cref="FormatException">The text is neither; the message says what is allowed.</exception>
    public static TimerSchedule Parse(string text)
    {
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = Fields(text).Length != 5 };
        return CrontabSchedule.TryParse(text, options) is { } cron ? new TimerSchedule(text, cron, TimeSpan.Zero)
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval) && interval > TimeSpan.Zero ? new TimerSchedule(text, Cron: null, interval)
            : throw new FormatException($"The schedule expression '{text}' was not recognized as a valid cron expression or timespan string. "
                + "It must have six fields, {second} {minute} {hour} {day} {month} {day of week} with Sunday as 0, or five without seconds, or be a time such as 00:01:00.");
    }

    /// <summary>The first moment after <paramref name="after"/>, in UTC.</summary>
    public DateTimeOffset Next(DateTimeOffset after) =>
        Cron is null ? after + Interval : new DateTimeOffset(Cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether the host keeps a schedule status: not for a schedule that fires more often than once a minute, every minute.</summary>
    public bool AllowsMonitor(DateTimeOffset now)
    {
        DateTimeOffset first = Next(now);
        return Next(first) - first >= TimeSpan.FromMinutes(1) || (Cron is not null && Fields(Text).Skip(1).Any(field => field != "*"));
    }

    private static string[] Fields(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
