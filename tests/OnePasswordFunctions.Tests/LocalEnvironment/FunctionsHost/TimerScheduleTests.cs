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
        Assert.Equal(DateTimeOffset.Parse(expected, null), TimerSchedule.Parse(schedule).Next(Now));

    [Theory]
    [InlineData("")]
    [InlineData("@hourly")]
    [InlineData("0 60 * * * *")]
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
    [InlineData("*/10 5 * * * *", true)]
    [InlineData("* * * * * *", false)]
    [InlineData("00:01:00", true)]
    [InlineData("00:00:59", false)]
    public void AllowsMonitor_Schedule_IsFalseBelowAMinute(string schedule, bool expected) =>
        Assert.Equal(expected, TimerSchedule.Parse(schedule).AllowsMonitor(Now));
}
