using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class PageWalkTests : IDisposable
{
    private readonly FakeEventsApi _api = new();
    private readonly RunScope _run = RunScopes.Create(new SteppedTime());

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("next", true, true)]
    [InlineData("next", false, false)]
    [InlineData("from", true, false)]
    public async Task Leads_BehindAPage_WhenThereIsMoreAndTheCursorMoved(string cursor, bool hasMore, bool leads)
    {
        PageWalk walk = Walk(EventPages.Body(cursor, hasMore));
        Assert.True(walk.Leads);

        (await walk.BeginAsync(PageRequest.ContinueFrom("from"))).Dispose();

        Assert.Equal(leads, walk.Leads);
    }

    [Fact]
    public async Task ContinueAsync_AfterAPage_AsksBehindItsCursorAndSeesThatItStands()
    {
        PageWalk walk = Walk(EventPages.Body("one", true), EventPages.Body("two", true), EventPages.Body("two", true));

        (await walk.BeginAsync(PageRequest.StartAt(SteppedTime.Epoch, 10))).Dispose();
        (await walk.ContinueAsync()).Dispose();
        Assert.True(walk.Leads);
        (await walk.ContinueAsync()).Dispose();

        Assert.Equal([null, "one", "two"], _api.Requests.Select(request => request.Cursor));
        Assert.False(walk.Leads);
    }

    private PageWalk Walk(params string[] bodies)
    {
        Array.ForEach(bodies, _api.Bodies.Enqueue);
        return new PageWalk(_api, _run.Feed, _run.Retries, CancellationToken.None);
    }
}
