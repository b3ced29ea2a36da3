using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class TimerScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 53, 2, TimeSpan.Zero);

    [Theory]
    [InlineData("0 * * * * *", "2026-11-22T06:54:00Z")]
    [InlineData("* * * * *", "2026-11-22T06:54:00Z")]
    [InlineData("*/5 * * * * *", "2026-11-22T06:53:05Z")]
    [InlineData("0 0 9 * * Mon", "2026-11-23T09:00:00Z")]
    [InlineData("*/90 * * * * *", "2026-11-22T06:54:00Z")]
    [InlineData("00:01:30", "2026-11-22T06:54:32Z")]
    [InlineData("24:00:00", "2026-12-16T06:53:02Z")]
    public void Next_Schedule_IsWhatTheHostComputes(string schedule, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, null), TimerSchedule.Parse(schedule).Next(Now, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("")]
    [InlineData("@hourly")]
    [InlineData("0 0 0 * * 7")]
    [InlineData("0 0 0 L * *")]
    [InlineData("0 0 * * * * *")]
    [InlineData("-00:01:00")]
    public void Parse_OtherText_IsRefusedWithWhatIsAllowed(string schedule)
    {
        FormatException exception = Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule));

        Assert.Contains("six fields", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("0 */1 * * * *", true)]
    [InlineData("* * * * *", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("* * * * * *", false)]
    [InlineData("00:01:00", true)]
    [InlineData("00:00:59", false)]
    public void AllowsMonitor_Schedule_IsFalseBelowAMinute(string schedule, bool expected) =>
        Assert.Equal(expected, TimerSchedule.Parse(schedule).AllowsMonitor(Now, TimeZoneInfo.Utc));

    [Fact]
    public void Next_WhenClocksGoBack_IsStillLater()
    {
        TimeZoneInfo zone = CreateZoneThatGoesBackInOctober();
        TimerSchedule schedule = TimerSchedule.Parse("0 */30 * * * *");
        var moment = new DateTimeOffset(2026, 10, 25, 0, 0, 0, TimeSpan.Zero);

        for (int step = 0; step < 8; step++)
        {
            DateTimeOffset next = schedule.Next(moment, zone);
            Assert.True(next > moment);
            moment = next;
        }
    }

    private static TimeZoneInfo CreateZoneThatGoesBackInOctober()
    {
        var forward = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0, DateTimeKind.Unspecified), 3, 29);
        var back = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0, DateTimeKind.Unspecified), 10, 25);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), forward, back);
        return TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "standard", "summer", [rule]);
    }
}
