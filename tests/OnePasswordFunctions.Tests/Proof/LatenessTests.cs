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
    public void Within_NothingAdded_IsNull() => Assert.Null(new Lateness().Within(50));

    [Fact]
    public void Within_TimesAheadOfTheClock_CountAsNoDelay()
    {
        var lateness = new Lateness();
        lateness.Add(TimeSpan.FromHours(-3));
        Assert.Equal(TimeSpan.Zero, lateness.Within(100));
    }
}
