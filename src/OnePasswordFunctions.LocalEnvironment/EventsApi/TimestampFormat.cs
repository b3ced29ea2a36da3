using System.Globalization;
using System.Text.Unicode;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>How an event writes its time: RFC 3339 with 0 to 9 digits after the second, in UTC (<c>Z</c>) or with an offset.</summary>
internal readonly record struct TimestampFormat(int FractionDigits, int OffsetMinutes)
{
    private const int TickDigits = 7;
    private const int SecondsLength = 19;

    private readonly long _unit = (long)Math.Pow(10, Math.Max(0, TickDigits - FractionDigits));

    /// <summary>The length of the text; the same for every time.</summary>
    public int Length => TimeLength + (OffsetMinutes == 0 ? 1 : 6);

    private int TimeLength => SecondsLength + (FractionDigits == 0 ? 0 : FractionDigits + 1);

    /// <summary>The time that the text tells, to the tick: what the digits leave out is cut off.</summary>
    public long Truncate(long ticks) => ticks - (ticks % _unit);

    /// <summary>Writes UTC <paramref name="ticks"/> and <paramref name="nanoseconds"/> (0 to 99) beyond them.</summary>
    public void Write(long ticks, int nanoseconds, Span<byte> text)
    {
        Span<byte> time = stackalloc byte[SecondsLength + 1 + TickDigits + 2];
        var local = new DateTime(ticks + (OffsetMinutes * TimeSpan.TicksPerMinute));
        local.TryFormat(time, out int written, "O", CultureInfo.InvariantCulture);
        nanoseconds.TryFormat(time[written..], out _, "00", CultureInfo.InvariantCulture);
        time[..TimeLength].CopyTo(text);
        if (OffsetMinutes == 0)
        {
            text[TimeLength] = (byte)'Z';
            return;
        }

        char sign = OffsetMinutes < 0 ? '-' : '+';
        Utf8.TryWrite(text[TimeLength..], CultureInfo.InvariantCulture, $"{sign}{TimeSpan.FromMinutes(Math.Abs(OffsetMinutes)):hh\\:mm}", out _);
    }
}
