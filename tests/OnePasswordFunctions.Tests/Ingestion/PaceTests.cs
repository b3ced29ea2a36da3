using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>How many requests a run uses, and how a run that was throttled differs from one that was slow.</summary>
public sealed class PaceTests
{
    /// <summary>30,000 an hour are 500 a minute; three feeds share them.</summary>
    private const int RequestsPerMinute = 500;

    [Theory]
    [InlineData(100, 1)]
    [InlineData(10_000, 10)]
    [InlineData(100_000, 100)]
    public void Maximum_DecidesHowManyRequestsARunUses(int maximum, int expected)
    {
        ObservedFeed feed = new ObservedFeed { Maximum = maximum }.Arrive(maximum + 5000, TimeSpan.FromHours(20), TimeSpan.FromMilliseconds(1));
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));

        RunResult result = feed.Run();

        Assert.Equal(maximum, result.Tally.Events);
        Assert.Equal(expected, result.Tally.Requests);
        Assert.True((result.Tally.Requests + 1) * EventFeed.All.Length <= RequestsPerMinute);
    }

    [Fact]
    public void QuietRun_UsesOneRequest()
    {
        var feed = new ObservedFeed();
        feed.Stand(feed.Time.GetUtcNow(), TimeSpan.FromMinutes(1));

        Assert.Equal(1, feed.Run().Tally.Requests);
    }

    [Fact]
    public void ThrottledRun_SaysByWhomAndForHowLongItWaited()
    {
        ObservedFeed feed = new ObservedFeed().Arrive(5, TimeSpan.FromHours(1), TimeSpan.Zero);
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventsApi, TimeSpan.FromSeconds(30))));
        feed.Hub.Script.Next(SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventHub)));

        RunTally tally = feed.Run().Tally;

        Assert.Equal(2, tally.Throttles);
        Assert.Equal([IngestionTarget.EventsApi, IngestionTarget.EventHub], tally.ThrottledBy);
        Assert.Equal(TimeSpan.FromSeconds(34), tally.ThrottlePause);
        Assert.Equal(TimeSpan.Zero, tally.RetryPause);
        Assert.Equal(2, tally.Requests);
    }

    [Fact]
    public void FaultyRun_WasNotThrottled()
    {
        ObservedFeed feed = new ObservedFeed().Arrive(5, TimeSpan.FromHours(1), TimeSpan.Zero);
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Transient(IngestionTarget.EventsApi)));

        RunTally tally = feed.Run().Tally;

        Assert.Empty(tally.ThrottledBy);
        Assert.Equal(TimeSpan.Zero, tally.ThrottlePause);
        Assert.Equal(TimeSpan.FromSeconds(0.375), tally.RetryPause);
        Assert.Equal(1, tally.Retries);
    }
}
