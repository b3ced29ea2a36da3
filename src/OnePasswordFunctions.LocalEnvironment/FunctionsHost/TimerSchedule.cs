using System.Globalization;
using NCrontab;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>When a timer fires: an NCRONTAB expression of five or six fields, or a plain interval.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;
    private readonly string _text;

    private TimerSchedule(string text, CrontabSchedule? cron, TimeSpan interval)
    {
        _text = text;
        _cron = cron;
        _interval = interval;
    }

    /// <summary>What the invocation says as <c>Schedule.AdjustForDST</c>: true for NCRONTAB, false for an interval.</summary>
    public bool AdjustForDst => _cron is not null;

    /// <exception cref="FormatException">The text is neither; the message says what is allowed.</exception>
    public static TimerSchedule Parse(string text)
    {
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length != 5 };
        if (CrontabSchedule.TryParse(text, options) is { } cron)
        {
            return new TimerSchedule(text, cron, TimeSpan.Zero);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(text, cron: null, interval)
            : throw new FormatException($"The schedule expression '{text}' was not recognized as a valid cron expression or timespan string. "
                + "It must have six fields, {second} {minute} {hour} {day} {month} {day of week} with Sunday as 0, or five without seconds, or be a time such as 00:01:00.");
    }

    /// <summary>The first moment after <paramref name="after"/>, in UTC.</summary>
    public DateTimeOffset Next(DateTimeOffset after) =>
        _cron is null ? after + _interval : new DateTimeOffset(_cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether the host keeps a schedule status: not for a schedule that fires more often than once a minute.</summary>
    public bool AllowsMonitor(DateTimeOffset now)
    {
        if (_cron is null)
        {
            return _interval >= TimeSpan.FromMinutes(1);
        }

        string[] fields = _text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length == 5 || fields.Skip(1).Any(field => field != "*"))
        {
            return true;
        }

        DateTimeOffset first = Next(now);
        return Next(first) - first >= TimeSpan.FromMinutes(1);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
