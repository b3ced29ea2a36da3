using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class WaitingEventsTests : IDisposable
{
    private static readonly FeedPosition Position = FeedPosition.AtCursor("0");

    private readonly SteppedTime _time = new();
    private readonly FakeEventsApi _api = new();
    private readonly ServedEvents _served = new(SteppedTime.Epoch);
    private readonly RunScope _run;

    public WaitingEventsTests() => _run = RunScopes.Create(_time);

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task TryMark_PositionWithinAPage_MarksWhatIsBehindItAndNotInTheHub()
    {
        Serve("PUBLISHED", "SEEN", "A", "B", "C");
        _served.All[Find("SEEN")].Sighting = Sighting.Seen;
        Answer(true, "PUBLISHED", "SEEN", "A", "UNSERVED");
        Answer(false, "B", "C");

        Assert.True(await MarkAsync(Position.After(1, "PUBLISHED")));

        Assert.Equal(
            [Sighting.None, Sighting.Seen, Sighting.Waiting, Sighting.Waiting, Sighting.Waiting],
            new[] { "PUBLISHED", "SEEN", "A", "B", "C" }.Select(id => _served.All[Find(id)].Sighting));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task TryMark_ManyPages_ReadsTwoHundredOfThem(int pages, bool isRead)
    {
        for (int page = 1; page <= pages; page++)
        {
            Answer(page < pages);
        }

        Assert.Equal((isRead, 200), (await MarkAsync(Position), _api.Requests.Count));
    }

    [Fact]
    public async Task TryMark_TimeIsUsedUp_AsksNothing()
    {
        _time.Advance(_run.Options.MaxRunDuration);

        Assert.False(await MarkAsync(Position));
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public async Task TryMark_PositionIsNotTaken_IsNotRead()
    {
        _api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.CursorRejected)));

        Assert.False(await MarkAsync(Position));
    }

    private Task<bool> MarkAsync(FeedPosition position) =>
        new WaitingEvents(new PageWalk(_api, _run.Feed, _run.Retries, _run.Budget.Reading.Token), _served, _run.Budget).TryMarkAsync(position);

    private void Answer(bool hasMore, params string[] ids) => _api.Bodies.Enqueue(EventPages.Body($"{_api.Bodies.Count + 1}", hasMore, ids.Select(Json)));

    private void Serve(params string[] ids)
    {
        using EventPage page = EventPages.Of([.. ids.Select(Json)]);
        for (int index = 0; index < page.Count; index++)
        {
            _served.Add(page, index);
        }

        _served.Seal();
    }

    private int Find(string id) => _served.Find(EventIdentity.Hash(id));

    private static string Json(string id) => FakeEvent.Create(id, SteppedTime.Epoch).Json;
}
