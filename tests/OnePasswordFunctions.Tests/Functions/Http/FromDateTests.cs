using System.Globalization;
using CsCheck;
using OnePasswordFunctions.Functions.Http;

namespace OnePasswordFunctions.Tests.Functions.Http;

public sealed class FromDateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02T08:00:00", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02 08:00:00", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02T08:00", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02T08:00:00.5Z", "2026-03-02T08:00:00.5Z")]
    [InlineData("2026-03-02T08:00:00.123456789Z", "2026-03-02T08:00:00.1234567Z")]
    [InlineData("2026-03-02T08:00:00+02:00", "2026-03-02T06:00:00Z")]
    [InlineData("2026-03-02T08:00:00 02:00", "2026-03-02T06:00:00Z")]
    [InlineData("2026-03-02T06:00:00-02:00", "2026-03-02T08:00:00Z")]
    [InlineData("20260302T080000Z", "2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02", "2026-03-02T00:00:00Z")]
    [InlineData(" 2026-02-28 ", "2026-02-28T00:00:00Z")]
    [InlineData("15 minutes ago", "2026-03-02T08:15:00Z")]
    [InlineData("15 MINUTES", "2026-03-02T08:15:00Z")]
    [InlineData("an hour ago", "2026-03-02T07:30:00Z")]
    [InlineData("1 hour", "2026-03-02T07:30:00Z")]
    [InlineData("90s", "2026-03-02T08:28:30Z")]
    [InlineData("2 days", "2026-02-28T08:30:00Z")]
    [InlineData("1 week ago", "2026-02-23T08:30:00Z")]
    [InlineData("3 months ago", "2025-12-02T08:30:00Z")]
    [InlineData("1 year", "2025-03-02T08:30:00Z")]
    [InlineData("now", "2026-03-02T08:30:00Z")]
    [InlineData("today", "2026-03-02T00:00:00Z")]
    [InlineData("yesterday", "2026-03-01T00:00:00Z")]
    public void TryParse_AnAllowedForm_IsThatTime(string text, string expected)
    {
        Assert.True(FromDate.TryParse(text, Now, out DateTimeOffset time));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), time);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("2026-13-01")]
    [InlineData("2026-03-02T25:00:00Z")]
    [InlineData("2026-03-03")]
    [InlineData("in 5 minutes")]
    [InlineData("5 minutes from now")]
    [InlineData("-5 minutes")]
    [InlineData("1.5 hours")]
    [InlineData("999999999 years ago")]
    [InlineData("999999999 months")]
    [InlineData("1990-01-01")]
    [InlineData("03/02/2026")]
    [InlineData("1772440200")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(FromDate.TryParse(text, Now, out _));

    [Fact]
    public void TryParse_AnyPassedTimeAsItIsWritten_IsThatTime() => Gen.Select(Gen.Long[0, (Now - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks], Gen.Int[-14 * 60, 14 * 60]).Sample((ticks, offset) =>
    {
        DateTimeOffset time = Now.AddTicks(-ticks).ToOffset(TimeSpan.FromMinutes(offset));
        return FromDate.TryParse(time.ToString("O", CultureInfo.InvariantCulture), Now, out DateTimeOffset read) && read == time;
    }, iter: 2_000);
}
