namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// Reads an event's RFC 3339 timestamp for lag and lateness. The API sends 0 to 9 digits of a second's fraction, and offsets as
/// well as Z; .NET keeps the first 7 digits. The event itself keeps its text.
/// </summary>
internal static class EventTimestamp
{
    /// <summary>Digits of a second's fraction that a tick can tell apart.</summary>
    private const int TickDigits = 7;

    /// <summary>What the last of so many digits is worth.</summary>
    private static ReadOnlySpan<int> TicksOfLastDigit => [10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset timestamp)
    {
        timestamp = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) is not ('t' or 0x20) || text[13] != ':' || text[16] != ':')
        {
            return false;
        }

        int year = (Two(text, 0) * 100) + Two(text, 2), month = Two(text, 5), day = Two(text, 8);
        int hour = Two(text, 11), minute = Two(text, 14), second = Two(text, 17), at = 19;
        bool isDate = year is >= 1 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        if (!isDate || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60 || !TryReadFraction(text, ref at, out long ticks)
            || !TryReadOffset(text[at..], out TimeSpan offset))
        {
            return false;
        }

        // A leap second counts as the second before it.
        var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59));
        long utcTicks = local.Ticks + ticks - offset.Ticks;
        if (utcTicks < 0)
        {
            return false;
        }

        timestamp = new DateTimeOffset(utcTicks, TimeSpan.Zero);
        return true;
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        int tens = text[at] - '0', ones = text[at + 1] - '0';
        return tens is >= 0 and <= 9 && ones is >= 0 and <= 9 ? (tens * 10) + ones : -1000;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, ref int at, out long ticks)
    {
        ticks = 0;
        if (text[at] != '.')
        {
            return true;
        }

        int start = ++at, kept = 0, value = 0;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            if (kept < TickDigits)
            {
                value = (value * 10) + (text[at] - '0');
                kept++;
            }
        }

        ticks = value * TicksOfLastDigit[kept];
        return at > start;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':' || Two(text, 1) is < 0 or > 23 || Two(text, 4) is < 0 or > 59)
        {
            return false;
        }

        offset = new TimeSpan(Two(text, 1), Two(text, 4), 0);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }
}
