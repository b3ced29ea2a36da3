using OnePasswordFunctions.Diagnostics.Feeds;

namespace OnePasswordFunctions.Tests.Diagnostics.Feeds;

public sealed class FeedScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 30, 15, TimeSpan.Zero);

    [Theory]
    [InlineData("0 * * * * *", "08:31:00")]
    [InlineData("*/5 * * * *", "08:35:00")]
    [InlineData("30 */10 * * * *", "08:30:30")]
    [InlineData("00:02:00", "08:32:15")]
    public void Next_ASchedule_IsItsNextFiring(string text, string expected) =>
        Assert.Equal(expected, new FeedSchedule(text).Next(Now)!.Value.ToString("HH:mm:ss", null));

    [Theory]
    [InlineData("whenever")]
    [InlineData("")]
    [InlineData("0 0 0 31 2 *")]
    public void Next_NoSchedule_IsNull(string text) => Assert.Null(new FeedSchedule(text).Next(Now));

    [Theory]
    [InlineData("0 * * * * *", "every minute")]
    [InlineData("*/30 * * * * *", "every 30 s")]
    [InlineData("00:02:00", "every 2 min")]
    [InlineData("0 0 3,9 * * *", "at each firing of 0 0 3,9 * * *")]
    [InlineData("whenever", "at each firing of whenever")]
    public void Describe_ASchedule_SaysHowOftenItFires(string text, string expected) => Assert.Equal(expected, new FeedSchedule(text).Describe(Now));
}
