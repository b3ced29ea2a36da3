using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>Up to when a feed is known to be read, when only some of what tells it is known.</summary>
public sealed class FeedStateTests
{
    private static readonly DateTimeOffset Early = SteppedTime.Epoch, Late = SteppedTime.Epoch.AddHours(1);

    [Fact]
    public void ReadThrough_NothingKnown_IsNull() => Assert.Null(new FeedState { Position = FeedPosition.AtCursor("c") }.ReadThrough);

    [Fact]
    public void ReadThrough_BeforeTheFirstPage_IsTheStart() => Assert.Equal(Early, new FeedState { Position = FeedPosition.AtTime(Early, 100) }.ReadThrough);

    [Fact]
    public void ReadThrough_FirstStartIsKnown_CountsForMoreThanWhereTheFeedBeganAgain() =>
        Assert.Equal(Early, new FeedState { Position = FeedPosition.AtTime(Late, 100), FirstStartTime = Early }.ReadThrough);

    [Fact]
    public void ReadThrough_CaughtUp_IsThatTime() =>
        Assert.Equal(Late, new FeedState { Position = FeedPosition.AtCursor("c"), FirstStartTime = Early, CaughtUpTime = Late }.ReadThrough);

    [Fact]
    public void ReadThrough_CaughtUpLongAgo_IsNotWhatALaterSuccessSays() =>
        Assert.Equal(Early, new FeedState { Position = FeedPosition.AtCursor("c"), CaughtUpTime = Early, LastOutcome = nameof(RunOutcome.CaughtUp), LastSuccessTime = Late }.ReadThrough);

    [Theory]
    [InlineData(nameof(RunOutcome.CaughtUp), true)]
    [InlineData(nameof(RunOutcome.MaximumReached), false)]
    public void ReadThrough_RowOfAnOlderVersion_TakesALastSuccessThatHadCaughtUp(string last, bool isKnown) =>
        Assert.Equal(isKnown ? Late : null, new FeedState { Position = FeedPosition.AtCursor("c"), LastOutcome = last, LastSuccessTime = Late }.ReadThrough);
}
