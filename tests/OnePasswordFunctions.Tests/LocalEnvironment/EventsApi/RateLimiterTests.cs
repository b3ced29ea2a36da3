using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class RateLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_MoreThanAMinutesShare_IsRefusedUntilItRefills()
    {
        var limiter = new RateLimiter(new SimulatorOptions { RateLimits = true }, _time);
        Assert.Equal(600, Enumerable.Range(0, 700).Count(_ => limiter.TryTake(out TimeSpan _)));
        Assert.False(limiter.TryTake(out TimeSpan wait));
        Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => limiter.TryTake(out TimeSpan _)));
    }

    [Fact]
    public void TryTake_SteadyForAnHour_IsHeldByTheHoursShare()
    {
        var limiter = new RateLimiter(new SimulatorOptions { RateLimits = true }, _time);
        int taken = 0;
        for (int second = 0; second < 3600; second++)
        {
            taken += Enumerable.Range(0, 20).Count(_ => limiter.TryTake(out TimeSpan _));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        // At 600 a minute it would be 36,600: the hour's bucket is what ends it.
        Assert.InRange(taken, 36_000, 36_600);
        Assert.False(Enumerable.Range(0, 20).All(_ => limiter.TryTake(out TimeSpan _)));
    }

    [Fact]
    public void TryTake_LimitsThatAreNotKept_CountsNothing()
    {
        var options = new SimulatorOptions();
        var limiter = new RateLimiter(options, _time);
        for (int request = 0; request < 2 * options.RequestsPerMinute; request++)
        {
            Assert.True(limiter.TryTake(out _));
        }

        options.RateLimits = true;

        Assert.True(limiter.TryTake(out _));
    }
}
