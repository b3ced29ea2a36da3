using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class RecentTimesTests
{
    private static readonly DateTimeOffset Now = SteppedTime.Epoch;

    [Fact]
    public void Median_OfNothing_IsUnknown() => Assert.Equal((null, null), (new RecentTimes().Median, new RecentTimes().Earliest));

    [Fact]
    public void Median_OfTwo_IsTheEarlier() => Assert.Equal(Now.AddHours(-2), Of(Now.AddHours(-1), Now.AddHours(-2)).Median);

    [Theory]
    [InlineData(31, -10)]
    [InlineData(33, 0)]
    public void Median_ClocksInTheFuture_MoveItOnlyWhenTheyAreMoreThanHalf(int ahead, int expectedHours)
    {
        var times = new RecentTimes();
        for (int index = 0; index < RecentTimes.Capacity; index++)
        {
            times.Add(index < ahead ? Now.AddYears(73) : Now.AddHours(-10), Now);
        }

        Assert.Equal(Now.AddHours(expectedHours), times.Median);
    }

    [Theory]
    [InlineData(4, -10)]
    [InlineData(5, -700_000)]
    public void Earliest_OfAFullWindow_LeavesTheFourOldestOut(int odd, int expectedDays)
    {
        var times = new RecentTimes();
        for (int index = 0; index < RecentTimes.Capacity; index++)
        {
            times.Add(index < odd ? Now.AddDays(-700_000) : Now.AddDays(-10), Now);
        }

        Assert.Equal(Now.AddDays(expectedDays), times.Earliest);
    }

    [Fact]
    public void Add_MoreThanItHolds_ForgetsTheOldestArrival()
    {
        RecentTimes times = Of([Now.AddDays(-9), .. Enumerable.Range(0, RecentTimes.Capacity).Select(minute => Now.AddMinutes(-minute))]);

        Assert.Equal((RecentTimes.Capacity, Now.AddMinutes(-59)), (times.Count, times.Earliest));
    }

    [Fact]
    public void FromRow_WhatToBytesWrote_IsTheSameInTheSameOrder()
    {
        RecentTimes times = Of([.. Enumerable.Range(0, 100).Select(minute => Now.AddMinutes(-minute))]);

        RecentTimes read = RecentTimes.FromRow(times.ToBytes(), null, null);

        Assert.Equal(times.ToBytes(), read.ToBytes());
        Assert.Equal((times.Median, times.Earliest), (read.Median, read.Earliest));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void FromRow_OfAnOlderVersion_BelievesItsLatestTimeUnlessItIsLaterThanTheRow(int minutes, bool isBelieved) =>
        Assert.Equal(isBelieved ? Now.AddMinutes(minutes) : null, RecentTimes.FromRow([], Now.AddMinutes(minutes), Now).Median);

    [Fact]
    public void FromRow_TimesThatAreNone_AreLeftOut()
    {
        byte[] bytes = [.. BitConverter.GetBytes(-1L), .. BitConverter.GetBytes(long.MaxValue), .. Of(Now).ToBytes(), 1, 2, 3];

        Assert.Equal((1, Now), (RecentTimes.FromRow(bytes, null, null).Count, RecentTimes.FromRow(bytes, null, null).Median));
    }

    private static RecentTimes Of(params DateTimeOffset[] arrived)
    {
        var times = new RecentTimes();
        Array.ForEach(arrived, time => times.Add(time, Now));
        return times;
    }
}
