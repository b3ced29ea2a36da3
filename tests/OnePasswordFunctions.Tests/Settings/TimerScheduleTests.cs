using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Settings;

public sealed class TimerScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 30, 15, TimeSpan.Zero);

    [Theory]
    [InlineData("0 * * * * *", "2026-03-02T08:31:00Z")]
    [InlineData("*/5 * * * *", "2026-03-02T08:35:00Z")]
    [InlineData("0 0 9 * * Mon-Fri", "2026-03-02T09:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [InlineData("00:02:00", "2026-03-02T08:32:15Z")]
    [InlineData("1.00:00:00", "2026-03-03T08:30:15Z")]
    public void TryParse_WhatTheHostFires_HasANextTime(string text, string next)
    {
        Assert.True(TimerSchedule.TryParse(text, out TimerSchedule? schedule, out string? why), why);
        Assert.Null(why);
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), schedule.Next(Now));
    }

    [Theory]
    [InlineData("@hourly", "@hourly")]
    [InlineData("@every 5m", "@hourly")]
    [InlineData("0 60 * * * *", "fields")]
    [InlineData("0 0 24 * * *", "fields")]
    [InlineData("-1 * * * * *", "fields")]
    [InlineData("0 0 0 30 2 *", "never fires")]
    [InlineData("0 0 31 4,6,9,11 *", "never fires")]
    [InlineData("24:00:00", "hours below 24")]
    [InlineData("* * * *", null)]
    [InlineData("0 0 0 * * * *", null)]
    [InlineData("5m", null)]
    [InlineData("5", null)]
    [InlineData("00:00:00", null)]
    [InlineData("-00:05:00", null)]
    [InlineData("whenever", null)]
    [InlineData("", null)]
    public void TryParse_WhatTheHostCannotFire_IsRefused(string text, string? reason)
    {
        Assert.False(TimerSchedule.TryParse(text, out TimerSchedule? schedule, out string? why));
        Assert.Null(schedule);
        Assert.Contains(reason ?? "", why ?? "", StringComparison.Ordinal);
    }
}
