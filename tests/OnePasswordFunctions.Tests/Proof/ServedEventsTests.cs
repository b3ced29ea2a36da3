using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class ServedEventsTests
{
    private static readonly DateTimeOffset From = SteppedTime.Epoch;
    private static readonly DateTimeOffset To = From.AddHours(1);

    private readonly ServedEvents _served = new(From);

    [Fact]
    public void Seal_EventsServedTwice_KeepsEachOnceAndFindsIt()
    {
        string[] ids = [.. Enumerable.Range(0, 33).Select(number => $"E{number}")];
        foreach (string id in ids.Concat(ids.Take(20)))
        {
            Add(id, From);
        }

        _served.Seal();

        Assert.Equal(33, _served.Count);
        Assert.Equal(Enumerable.Range(0, 33), ids.Select(Find).Order());
        Assert.True(Find("OTHER") < 0);
    }

    [Fact]
    public void Find_NothingServed_FindsNothing() => Assert.True(Find("E1") < 0);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1249, 1200)]
    [InlineData(3_600_000, 3_600_000)]
    [InlineData(null, null)]
    public void TimeOf_AnEvent_IsItsTimeToATenthOfASecond(int? milliseconds, int? expected)
    {
        Add("E", milliseconds is { } after ? From.AddMilliseconds(after) : null);

        Assert.Equal(expected, (_served.TimeOf(_served.All[0]) - From)?.TotalMilliseconds);
    }

    [Fact]
    public void SpanOfUnknown_SomeAreSeen_HoldsTheOthersAndNoMore()
    {
        Add("SEEN1", From);
        Add("A", From.AddMilliseconds(1249));
        Add("B", From.AddSeconds(3));
        Add("SEEN2", From.AddSeconds(9));
        See("SEEN1", "SEEN2");

        Assert.Equal((From.AddMilliseconds(1200), From.AddMilliseconds(3100)), _served.SpanOfUnknown(From, To));
        Assert.Equal((From.AddMilliseconds(1200), From.AddMilliseconds(3050)), _served.SpanOfUnknown(From, From.AddMilliseconds(3050)));
    }

    [Fact]
    public void SpanOfUnknown_OneHasNoTime_IsTheWholePeriod()
    {
        Add("A", From.AddSeconds(3));
        Add("B", null);

        Assert.Equal((From, To), _served.SpanOfUnknown(From, To));
    }

    [Fact]
    public void Settle_SomeAreKnownAndSomeApply_ChangesTheUnknownOnesThatApply()
    {
        Add("SEEN", From);
        Add("EARLY", From);
        Add("LATE", From.AddMinutes(2));
        Add("NONE", null);
        See("SEEN");
        Assert.Equal(3, _served.CountUnknown());

        _served.Settle(Sighting.NotCovered, time => time < From.AddMinutes(1));

        Assert.Equal([Sighting.Seen, Sighting.NotCovered, Sighting.None, Sighting.None], new[] { "SEEN", "EARLY", "LATE", "NONE" }.Select(id => _served.All[Find(id)].Sighting));
        Assert.Equal(2, _served.CountUnknown());
    }

    private void Add(string id, DateTimeOffset? time)
    {
        using EventPage page = EventPages.Of(time is { } at ? FakeEvent.Create(id, at).Json : $$"""{"uuid":"{{id}}"}""");
        _served.Add(page, 0);
    }

    private void See(params string[] ids)
    {
        _served.Seal();
        foreach (string id in ids)
        {
            _served.All[Find(id)].Sighting = Sighting.Seen;
        }
    }

    private int Find(string id) => _served.Find(EventIdentity.Hash(id));
}
