using System.Globalization;
using System.Text;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class EventTimestampTests
{
    [Fact]
    public void TryParse_AnyRfc3339Time_AgreesWithTheFramework()
    {
        var random = new Random(42);
        for (int round = 0; round < 20_000; round++)
        {
            var time = new DateTime(random.NextInt64(new DateTime(1, 1, 2).Ticks, new DateTime(9998, 12, 30).Ticks));
            int digits = random.Next(8);
            string fraction = digits == 0 ? "" : "." + (time.Ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture)[..digits];
            string offset = random.Next(3) == 0 ? "Z" : $"{(random.Next(2) == 0 ? '+' : '-')}{random.Next(14):00}:{random.Next(60):00}";
            string text = time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + fraction + offset;

            Assert.True(EventTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out DateTimeOffset parsed), text);
            Assert.Equal(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture), parsed);
        }
    }

    [Theory]
    [InlineData("2026-03-14T09:26:53.123456789Z", "2026-03-14T09:26:53.1234567Z")]
    [InlineData("2026-03-14t09:26:53z", "2026-03-14T09:26:53Z")]
    [InlineData("2026-03-14 09:26:53Z", "2026-03-14T09:26:53Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
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
    [InlineData("0000-03-14T09:26:53Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-23:59")]
    [InlineData("2026-0x-14T09:26:53Z")]
    [InlineData("-026-03-14T09:26:53Z")]
    public void TryParse_NotATime_IsRefusedWithoutAnException(string text) =>
        Assert.False(EventTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void TryParse_AnyBytes_NeverThrows()
    {
        var random = new Random(1);
        byte[] model = Encoding.ASCII.GetBytes("2026-03-14T09:26:53.123+01:00");
        for (int round = 0; round < 50_000; round++)
        {
            byte[] bytes = [.. model];
            for (int change = random.Next(4); change >= 0; change--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)('0' + random.Next(10));
            }

            EventTimestamp.TryParse(bytes.AsSpan(0, random.Next(bytes.Length + 1)), out _);
        }
    }
}
