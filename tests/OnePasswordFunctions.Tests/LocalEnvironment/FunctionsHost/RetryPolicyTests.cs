using Google.Protobuf.WellKnownTypes;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class RetryPolicyTests
{
    [Fact]
    public void DelayBefore_FixedDelay_IsAlwaysTheSame()
    {
        var policy = RetryPolicy.Read(new RetryOptions { MaxRetryCount = 3, DelayInterval = Seconds(2), RetryStrategy = RetryOptions.Types.Strategy.FixedDelay });

        Assert.Equal([2, 2, 2], Enumerable.Range(1, 3).Select(number => policy.DelayBefore(number).TotalSeconds));
    }

    [Fact]
    public void DelayBefore_ExponentialBackoff_DoublesUpToTheMaximum()
    {
        var policy = RetryPolicy.Read(new RetryOptions { MaxRetryCount = -1, MinimumInterval = Seconds(1), MaximumInterval = Seconds(5) });

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(number => policy.DelayBefore(number).TotalSeconds));
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(-1, 1000, true)]
    public void AllowsRetry_Count_EndsAtTheMaximum(int maximum, int retries, bool expected) =>
        Assert.Equal(expected, new RetryPolicy(maximum, TimeSpan.Zero, TimeSpan.Zero).AllowsRetry(retries));

    private static Duration Seconds(int seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
}
