using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromHours(1);

    [Fact]
    public void GetPause_Fault_DoublesFromHalfASecondToEightAndStopsAfterFive()
    {
        var policy = new RetryPolicy(() => 1);

        double?[] pauses = [.. Enumerable.Range(0, 6).Select(retry => policy.GetPause(Failures.Transient(IngestionTarget.EventsApi), retry, Plenty)?.TotalSeconds)];

        Assert.Equal([0.5, 1, 2, 4, 8, null], pauses);
    }

    [Theory]
    [InlineData(0.0, 0.5)]
    [InlineData(0.5, 0.75)]
    [InlineData(0.999, 0.9995)]
    public void GetPause_Randomised_LiesBetweenHalfAndWhole(double random, double ofWhole) =>
        Assert.Equal(2 * ofWhole, new RetryPolicy(() => random).GetPause(Failures.Transient(IngestionTarget.CursorStore), 2, Plenty)!.Value.TotalSeconds, 3);

    [Fact]
    public void GetPause_ThrottledForever_StaysAtAMinuteHoweverOften()
    {
        var policy = new RetryPolicy(() => 1);

        Assert.Equal([2, 4, 8, 16, 32, 60, 60], new[] { 0, 1, 2, 3, 4, 5, 5000 }.Select(retry =>
            policy.GetPause(Failures.Throttled(IngestionTarget.EventsApi), retry, Plenty)!.Value.TotalSeconds));
    }

    [Fact]
    public void GetPause_HubThrottled_IsAtLeastFourSeconds() =>
        Assert.Equal(RetryPolicy.HubThrottleFloor, new RetryPolicy(() => 0).GetPause(Failures.Throttled(IngestionTarget.EventHub, TimeSpan.FromSeconds(1)), 0, Plenty));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(30, 30)]
    public void GetPause_AskedToWait_TakesTheLonger(int asked, int expected) => Assert.Equal(
        TimeSpan.FromSeconds(expected),
        new RetryPolicy(() => 1).GetPause(Failures.Throttled(IngestionTarget.EventsApi, TimeSpan.FromSeconds(asked)), 0, Plenty));

    [Theory]
    [InlineData(10.0, false)]
    [InlineData(10.1, true)]
    public void GetPause_NoTimeLeftForIt_IsNone(double remaining, bool isBegun) => Assert.Equal(
        isBegun,
        new RetryPolicy(() => 1).GetPause(Failures.Throttled(IngestionTarget.EventsApi, TimeSpan.FromSeconds(10)), 0, TimeSpan.FromSeconds(remaining)) is not null);

    [Fact]
    public void GetPause_FaultThatCanNotPass_IsNone() =>
        Assert.Null(new RetryPolicy(() => 0).GetPause(Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.Unauthorized), 0, Plenty));
}
