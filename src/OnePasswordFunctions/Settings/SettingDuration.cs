using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// Reads a time span in the one way that can not be misread: <c>d.hh:mm:ss</c> or <c>hh:mm:ss</c> with hours below 24, or a whole
/// number with a unit. .NET's own parser takes <c>24:00:00</c> for 24 days.
/// </summary>
internal static partial class SettingDuration
{
    /// <summary>How people are told to write one.</summary>
    public const string Form = "a time span, written d.hh:mm:ss or hh:mm:ss with hours below 24, or as a number with d, h, m or s such as 36h,";

    /// <summary>The time span, or false and, where the mistake is a known one, what is wrong and how it is written instead.</summary>
    public static bool TryParse(string text, out TimeSpan value, out string? why)
    {
        (value, why) = (TimeSpan.Zero, null);
        return WithUnit().Match(text) is { Success: true } unit ? TryReadUnit(unit, out value)
            : WithColons().Match(text) is { Success: true } clock && TryReadClock(clock, out value, out why);
    }

    private static bool TryReadUnit(Match match, out TimeSpan value)
    {
        long seconds = Number(match, "number") * char.ToLowerInvariant(match.Groups["unit"].Value[0]) switch { 'd' => 86_400, 'h' => 3_600, 'm' => 60, _ => 1 };
        value = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static bool TryReadClock(Match match, out TimeSpan value, [NotNullWhen(false)] out string? why)
    {
        long days = Number(match, "days"), hours = Number(match, "hours"), minutes = Number(match, "minutes"), seconds = Number(match, "seconds");
        value = new TimeSpan((int)days, (int)hours, (int)minutes, (int)seconds);
        why = (match.Groups["separator"].Value, hours, minutes, seconds) switch
        {
            (":", _, _, _) => Suggest("days end with a point", value),
            (_, > 23, _, _) => Suggest("hours go up to 23", value),
            (_, _, > 59, _) or (_, _, _, > 59) => Suggest("minutes and seconds go up to 59", value),
            _ => null,
        };
        return why is null;
    }

    /// <summary>The same time in the form that is read, and in a unit where that is shorter.</summary>
    private static string Suggest(string rule, TimeSpan value)
    {
        string clock = value.ToString(value.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);
        string unit = value.Ticks % TimeSpan.TicksPerHour == 0 ? string.Create(CultureInfo.InvariantCulture, $" or {value.TotalHours:0}h") : "";
        return $"{rule}; if {clock} is meant, write {clock}{unit}";
    }

    private static long Number(Match match, string group) =>
        match.Groups[group] is { Success: true } digits ? long.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?<number>[0-9]{1,6})(?<unit>[dhms])\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WithUnit();

    [GeneratedRegex(@"^((?<days>[0-9]{1,5})(?<separator>[.:]))?(?<hours>[0-9]{1,5}):(?<minutes>[0-9]{2}):(?<seconds>[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithColons();
}
