using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>Where a run is in a page, and which position that is.</summary>
public sealed class PageInHandTests
{
    private static readonly FeedPosition From = FeedPosition.AtCursor("from");

    [Theory]
    [InlineData("next", true, true, false)]
    [InlineData("next", false, false, false)]
    [InlineData("from", true, false, true)]
    [InlineData("from", false, false, false)]
    public void Leads_ACursorThatMovedAndMore_AndIsStuckWhenItDidNotMove(string cursor, bool hasMore, bool leads, bool isStuck)
    {
        using PageInHand page = Open(From, cursor, hasMore, "A");

        Assert.Equal((leads, isStuck), (page.Leads, page.IsStuck));
    }

    [Fact]
    public void Position_InThePage_IsBehindTheLastEventThatWasPassed()
    {
        using PageInHand page = Open(From, "next", false, "A", "B", "C");
        page.Pass(2);

        Assert.Equal(From.After(2, "B"), page.Position);
        Assert.False(page.IsDone);
    }

    [Theory]
    [InlineData("next", "next", 0)]
    [InlineData("from", "from", 3)]
    public void Position_PageIsDone_IsItsCursorUnlessThatDidNotMove(string cursor, string expected, int published)
    {
        using PageInHand page = Open(From, cursor, false, "A", "B", "C");
        page.Pass(3);

        Assert.Equal((expected, published), (page.Position.Cursor, page.Position.PublishedInPage));
    }

    [Fact]
    public void Position_NothingWasPassed_IsWhereThePageBegan()
    {
        using PageInHand page = Open(From, "next", false, "A");

        Assert.Equal(From, page.Position);
    }

    [Theory]
    [InlineData("from", false, true, "A")]
    [InlineData("from", true, true)]
    [InlineData("from", false, false)]
    [InlineData(null, false, true)]
    public void IsNews_AnEmptyPageAtTheEndOfACursor_IsNone(string? from, bool hasMore, bool isNews, params string[] ids)
    {
        using PageInHand page = Open(from is null ? FeedPosition.AtTime(SteppedTime.Epoch, 10) : From, "next", hasMore, ids);

        Assert.Equal(isNews, page.IsNews);
    }

    [Fact]
    public void Position_OfAnEmptyPage_IsItsCursor()
    {
        using PageInHand page = Open(From, "from", true);

        Assert.Equal(FeedPosition.AtCursor("from"), page.Position);
    }

    [Theory]
    [InlineData(2, "B", true, 2)]
    [InlineData(1, "B", false, 2)]
    [InlineData(9, "A", false, 1)]
    [InlineData(3, "C", true, 3)]
    [InlineData(4, "B", false, 2)]
    [InlineData(2, "GONE", false, 0)]
    [InlineData(0, null, true, 0)]
    [InlineData(2, null, true, 0)]
    public void Resume_AtAPlaceInThePage_FindsItOrBeginsAgain(int published, string? through, bool isSame, int next)
    {
        using PageInHand page = Open(From.After(published, through), "next", false, "A", "B", "C");

        Assert.Equal((isSame, next), (page.Resume(), page.Next));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(int.MaxValue, 5)]
    public void EndOfStretch_IsTheRoomOrThePagesEnd(int room, int expected)
    {
        using PageInHand page = Open(From, "next", false, "A", "B", "C", "D", "E");

        Assert.Equal(expected, page.EndOfStretch(room));
    }

    [Fact]
    public void EndOfStretch_WhereKnownEventsAreLeftOut_StopsBeforeTheNextKnownOne()
    {
        using PageInHand page = Open(From, "next", false, "A", "B", "C", "B", "D");
        var known = new FeedState { Position = From };
        known.RecentEvents.Add(page.Page.GetIdHash(0), false);
        known.RecentDeadLetters.Add(page.Page.GetIdHash(4), false);

        Assert.Equal(1, page.PassKnown(known));
        Assert.Equal(3, page.EndOfStretch(100, known));
        page.Pass(3);
        Assert.Equal(1, page.PassKnown(known));
        Assert.True(page.IsDone);
    }

    private static PageInHand Open(FeedPosition from, string cursor, bool hasMore, params string[] ids)
    {
        EventPage page = EventPages.Read(EventPages.Body(cursor, hasMore, ids.Select(id => FakeEvent.Create(id, SteppedTime.Epoch).Json)));
        return new PageInHand(page, from, SteppedTime.Epoch);
    }
}
