namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>How an event writes its time: RFC 3339 with 0 to 9 digits after the second, in UTC (<c>Z</c>) or with an offset.</summary>
internal readonly record struct TimestampFormat(int FractionDigits, int OffsetMinutes)
{
    private static readonly int[] Divisors = [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

    /// <summary>The length of the text; the same for every time.</summary>
    public int Length => 19 + (FractionDigits == 0 ? 0 : FractionDigits + 1) + (OffsetMinutes == 0 ? 1 : 6);

    /// <summary>The time that the text tells, to the tick: what the digits leave out is cut off.</summary>
    public long Truncate(long ticks)
    {
        if (FractionDigits >= 7)
        {
            return ticks;
        }

        long step = Divisors[FractionDigits] / 100;
        return ticks - (ticks % step);
    }

    /// <summary>Writes UTC <paramref name="ticks"/> and <paramref name="nanoseconds"/> (0 to 99) beyond them.</summary>
    public void Write(long ticks, int nanoseconds, Span<byte> text)
    {
        long local = ticks + (OffsetMinutes * TimeSpan.TicksPerMinute);
        (int year, int month, int day) = DateOnly.FromDayNumber((int)(local / TimeSpan.TicksPerDay));
        long ofDay = local % TimeSpan.TicksPerDay;
        int second = (int)(ofDay / TimeSpan.TicksPerSecond);
        WriteDigits(text, year, 4);
        text[4] = (byte)'-';
        WriteDigits(text[5..], month, 2);
        text[7] = (byte)'-';
        WriteDigits(text[8..], day, 2);
        text[10] = (byte)'T';
        WriteDigits(text[11..], second / 3600, 2);
        text[13] = (byte)':';
        WriteDigits(text[14..], second / 60 % 60, 2);
        text[16] = (byte)':';
        WriteDigits(text[17..], second % 60, 2);
        int end = 19;
        if (FractionDigits > 0)
        {
            text[end] = (byte)'.';
            int fraction = ((int)(ofDay % TimeSpan.TicksPerSecond) * 100) + nanoseconds;
            WriteDigits(text[(end + 1)..], fraction / Divisors[FractionDigits], FractionDigits);
            end += FractionDigits + 1;
        }

        WriteOffset(text[end..]);
    }

    private static void WriteDigits(Span<byte> text, int number, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            (number, int digit) = Math.DivRem(number, 10);
            text[i] = (byte)('0' + digit);
        }
    }

    private void WriteOffset(Span<byte> text)
    {
        if (OffsetMinutes == 0)
        {
            text[0] = (byte)'Z';
            return;
        }

        int minutes = Math.Abs(OffsetMinutes);
        text[0] = (byte)(OffsetMinutes < 0 ? '-' : '+');
        WriteDigits(text[1..], minutes / 60, 2);
        text[3] = (byte)':';
        WriteDigits(text[4..], minutes % 60, 2);
    }
}
