using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class FeedPositionTests
{
    [Fact]
    public void ToString_EveryPosition_SaysWhereItIsWithoutTheCursor()
    {
        Assert.Equal("a cursor", FeedPosition.AtCursor("SECRET").ToString());
        Assert.Equal("a cursor, 3 events into its page", FeedPosition.AtCursor("SECRET").After(3, "E3").ToString());
        Assert.Equal($"start time {SteppedTime.Epoch:O}", FeedPosition.AtTime(SteppedTime.Epoch, 100).ToString());
        Assert.Equal($"start time {SteppedTime.Epoch:O}, 1 events into its page", FeedPosition.AtTime(SteppedTime.Epoch, 100).After(1, "E1").ToString());
    }

    [Fact]
    public void After_NothingPublished_RemembersNoEvent() =>
        Assert.Equal(FeedPosition.AtCursor("c"), FeedPosition.AtCursor("c").After(2, "E2").After(0, "E2"));
}
