using System.Globalization;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>Times and numbers as people read them.</summary>
internal static class Wording
{
    /// <summary>The two largest units of a duration, such as "2 h 10 min".</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalDays: >= 1 } => Two(duration.Days, "d", duration.Hours, "h"),
        { TotalHours: >= 1 } => Two(duration.Hours, "h", duration.Minutes, "min"),
        { TotalMinutes: >= 1 } => Two(duration.Minutes, "min", duration.Seconds, "s"),
        { TotalSeconds: >= 1, Milliseconds: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalSeconds: >= 1 } => $"{duration.Seconds} s",
        _ when duration > TimeSpan.Zero => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        _ => "0 s",
    };

    /// <summary>How long ago <paramref name="time"/> was, or in how long it will be.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now) =>
        time > now ? $"in {Duration(Coarse(time - now))}" : $"{Duration(Coarse(now - time))} ago";

    /// <summary>A time with its day, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A number with its thousands set apart.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Whole minutes, or below a minute whole seconds.</summary>
    private static TimeSpan Coarse(TimeSpan duration) =>
        duration.TotalMinutes >= 1 ? TimeSpan.FromMinutes(Math.Floor(duration.TotalMinutes)) : TimeSpan.FromSeconds(Math.Floor(duration.TotalSeconds));

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
