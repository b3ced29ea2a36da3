using System.Globalization;
using System.Text;
using CsCheck;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class EventTimestampTests
{
    private static readonly Gen<string> AnyTime = Gen.Select(
        Gen.DateTime[new DateTime(1, 1, 2), new DateTime(9998, 12, 30)], Gen.Int[0, 7], Gen.OneOf(Gen.Const("Z"), Gen.Select(Gen.Char["+-"], Gen.Int[0, 13], Gen.Int[0, 59], (sign, hour, minute) => $"{sign}{hour:00}:{minute:00}")),
        (time, digits, offset) => time.ToString("yyyy-MM-dd'T'HH:mm:ss" + (digits == 0 ? "" : "." + new string('f', digits)), CultureInfo.InvariantCulture) + offset);

    [Fact]
    public void TryParse_AnyRfc3339Time_AgreesWithTheFramework() => AnyTime.Sample(text =>
        EventTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out DateTimeOffset parsed) && parsed == DateTimeOffset.Parse(text, CultureInfo.InvariantCulture), iter: 20_000);

    [Theory]
    [InlineData("2026-03-14T09:26:53.123456789Z", "2026-03-14T09:26:53.1234567Z")]
    [InlineData("2026-03-14t09:26:53z", "2026-03-14T09:26:53Z")]
    [InlineData("2026-03-14 09:26:53Z", "2026-03-14T09:26:53Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("9998-12-31T23:59:59.9999999Z", "9998-12-31T23:59:59.9999999Z")]
    [InlineData("2026-03-14T09:26:53+23:59", "2026-03-13T09:27:53Z")]
    public void TryParse_Peculiar_IsUnderstood(string text, string expected)
    {
        Assert.True(EventTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out DateTimeOffset parsed));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-03-14")]
    [InlineData("2026-03-14T09:26:53")]
    [InlineData("2026-03-14T09:26:53.Z")]
    [InlineData("2026-03-14T09:26:53.1")]
    [InlineData("2026-13-14T09:26:53Z")]
    [InlineData("2026-02-30T09:26:53Z")]
    [InlineData("2025-02-29T09:26:53Z")]
    [InlineData("2026-03-14T24:00:00Z")]
    [InlineData("2026-03-14T09:60:00Z")]
    [InlineData("2026-03-14T09:26:61Z")]
    [InlineData("2026-03-14T09:26:53+24:00")]
    [InlineData("2026-03-14T09:26:53+0100")]
    [InlineData("2026-03-14T09:26:53+01:60")]
    [InlineData("2026-03-14T09:26:53*01:00")]
    [InlineData("2026-03-14T09:26:53+01-00")]
    [InlineData("2026-03-14T09:26:53ZZ")]
    [InlineData("2026-03-14T09:26:53X")]
    [InlineData("2026/03-14T09:26:53Z")]
    [InlineData("2026-03/14T09:26:53Z")]
    [InlineData("2026-03-14X09:26:53Z")]
    [InlineData("2026-03-14T09-26:53Z")]
    [InlineData("2026-03-14T09:26-53Z")]
    [InlineData("2026-00-14T09:26:53Z")]
    [InlineData("2026-03-00T09:26:53Z")]
    [InlineData("2026-03-14T09:26:5:Z")]
    [InlineData("2026-03-14T09:26:/3Z")]
    [InlineData("9999-01-01T00:00:00Z")]
    [InlineData("0000-03-14T09:26:53Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-23:59")]
    [InlineData("2026-0x-14T09:26:53Z")]
    [InlineData("-026-03-14T09:26:53Z")]
    public void TryParse_NotATime_IsRefusedWithoutAnException(string text) =>
        Assert.False(EventTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void TryParse_DamagedTime_IsReadAsTheFrameworkDoesOrRefused() => Gen.Select(AnyTime, Gen.Select(Gen.Int[0, 35], Gen.Byte).Array[1, 4], Gen.Int[0, 36]).Sample((text, damages, length) =>
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        foreach ((int place, byte value) in damages)
        {
            bytes[place % bytes.Length] = value;
        }

        // Whatever is refused, nothing throws; and a day that exists for us exists for the framework.
        return !EventTimestamp.TryParse(bytes.AsSpan(0, Math.Min(length, bytes.Length)), out DateTimeOffset parsed) || parsed.Year is > 0 and < 9999;
    }, iter: 20_000);
}
