using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class LatenessTests
{
    [Fact]
    public void Within_ManyDelays_IsCloseAboveTheTruth()
    {
        var lateness = new Lateness();
        var random = new Random(1);
        double[] delays = [.. Enumerable.Range(0, 10_000).Select(_ => Math.Pow(10, random.NextDouble() * 5))];
        Array.ForEach(delays, seconds => lateness.Add(TimeSpan.FromSeconds(seconds)));
        Array.Sort(delays);
        foreach (int percent in new[] { 1, 50, 90, 99 })
        {
            double truth = delays[(percent * 100) - 1];
            Assert.InRange(lateness.Within(percent)!.Value.TotalSeconds, truth - 0.001, (truth * 1.045) + 0.1);
        }

        Assert.Equal(delays[^1], lateness.Within(100)!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Within_FewDelays_IsTheFirstThatSoManyStayedWithin()
    {
        var lateness = new Lateness();
        Array.ForEach([1, 60, 3600], seconds => lateness.Add(TimeSpan.FromSeconds(seconds)));
        Assert.InRange(lateness.Within(33)!.Value.TotalSeconds, 1, 1.2);
        Assert.InRange(lateness.Within(34)!.Value.TotalSeconds, 60, 63);
        Assert.InRange(lateness.Within(66)!.Value.TotalSeconds, 60, 63);
        Assert.InRange(lateness.Within(67)!.Value.TotalSeconds, 3600, 3750);
    }

    /// <summary>A clock in the year one is no reason to have no report.</summary>
    [Fact]
    public void Within_CenturiesLate_IsTheLongest()
    {
        var lateness = new Lateness();
        lateness.Add(TimeSpan.FromDays(365 * 2025));
        Assert.True(lateness.Within(50) > TimeSpan.FromDays(365));
        Assert.True(lateness.Within(50) <= TimeSpan.FromDays(365 * 2025));
    }

    [Fact]
    public void Within_NothingAdded_IsNull() => Assert.Null(new Lateness().Within(50));

    [Fact]
    public void Within_TimesAheadOfTheClock_CountAsNoDelay()
    {
        var lateness = new Lateness();
        lateness.Add(TimeSpan.FromHours(-3));
        Assert.Equal(TimeSpan.Zero, lateness.Within(100));
    }
}
