using System.Globalization;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// Reads the argument <c>from_date</c>: ISO 8601, a date, or a time that has passed such as "15 minutes ago". Without an offset
/// it is UTC.
/// </summary>
internal static partial class FromDate
{
    /// <summary>What is allowed, as the end of the sentence "allowed: …".</summary>
    public const string Allowed =
        "a time that is not in the future: ISO 8601 such as 2026-03-02T08:00:00Z (UTC without an offset), a date such as 2026-03-02, "
        + "or relative such as '15 minutes ago', '2 days', '1 hour', 'yesterday'";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyyMMdd", "yyyyMMdd'T'HHmmK", "yyyyMMdd'T'HHmmssK",
    ];

    // The API began long after this; earlier dates are slips of the pen.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The time that <paramref name="text"/> means at <paramref name="now"/>; false when it means none or one to come.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        string trimmed = text.Trim();
        return (TryParseAbsolute(trimmed, out time) || TryParseRelative(trimmed, now.ToUniversalTime(), out time)) && time >= Earliest && time <= now;
    }

    private static bool TryParseAbsolute(string text, out DateTimeOffset time)
    {
        string upper = SurplusDigits().Replace(text.ToUpperInvariant(), "$1");

        // A plus sign that was not percent-encoded arrives as a space.
        upper = LostPlus().Replace(upper, "$1+$2");
        upper = SpaceForT().Replace(upper, "$1T$2");
        return DateTimeOffset.TryParseExact(upper, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryParseRelative(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = text.ToUpperInvariant() switch
        {
            "NOW" => now,
            "TODAY" => new DateTimeOffset(now.Date, TimeSpan.Zero),
            "YESTERDAY" => new DateTimeOffset(now.Date, TimeSpan.Zero).AddDays(-1),
            _ => default,
        };
        if (time != default)
        {
            return true;
        }

        Match match = Relative().Match(text);
        if (!match.Success)
        {
            return false;
        }

        int number = int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 1;
        time = Subtract(now, number, match.Groups["unit"].Value.ToUpperInvariant());
        return true;
    }

    /// <summary>The time before <paramref name="now"/>; the beginning of all time when there is none so early.</summary>
    private static DateTimeOffset Subtract(DateTimeOffset now, int number, string unit)
    {
        try
        {
            return unit switch
            {
                "MO" or "MONTH" => now.AddMonths(-number),
                _ => unit[0] switch
                {
                    'S' => now.AddSeconds(-number),
                    'M' => now.AddMinutes(-number),
                    'H' => now.AddHours(-number),
                    'D' => now.AddDays(-number),
                    'W' => now.AddDays(-7.0 * number),
                    _ => now.AddYears(-number),
                },
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MinValue;
        }
    }

    [GeneratedRegex(@"^(?<number>\d{1,9}|an?)\s*(?<unit>second|sec|minute|min|month|mo|hour|hr|day|week|wk|year|yr|s|m|h|d|w|y)s?(\s+ago)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Relative();

    [GeneratedRegex(@"(\.\d{7})\d+")]
    private static partial Regex SurplusDigits();

    [GeneratedRegex(@"^(\S+T\S+|\S+ [\d:.]+) (\d\d:?\d\d)$")]
    private static partial Regex LostPlus();

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d) (\d)")]
    private static partial Regex SpaceForT();
}
