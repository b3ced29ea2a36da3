using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>One page ahead, never more, and none left behind.</summary>
public sealed class PagesAheadTests : IDisposable
{
    private readonly FakeEventsApi _api = new();
    private readonly RunScope _run;

    public PagesAheadTests() => _run = RunScopes.Create(new SteppedTime());

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task TakeAsync_PageWasReadAhead_AsksNoMore()
    {
        _api.Bodies.Enqueue(EventPages.Body("two", false));
        await using var pages = new PagesAhead(_run, _api);
        pages.ReadAhead("one");

        using EventPage page = await pages.TakeAsync(PageRequest.ContinueFrom("one"));

        Assert.Equal("two", page.Cursor);
        Assert.Equal("one", Assert.Single(_api.Requests).Cursor);
        Assert.Equal(_run.Time.GetUtcNow(), _run.Tally.LastAnswerTime);
    }

    [Fact]
    public async Task TakeAsync_PageAheadIsTaken_AsksForTheNext()
    {
        _api.Bodies.Enqueue(EventPages.Body("two", true));
        _api.Bodies.Enqueue(EventPages.Body("three", false));
        await using var pages = new PagesAhead(_run, _api);
        pages.ReadAhead("one");

        (await pages.TakeAsync(PageRequest.ContinueFrom("one"))).Dispose();
        using EventPage next = await pages.TakeAsync(PageRequest.ContinueFrom("two"));

        Assert.Equal("three", next.Cursor);
    }

    [Fact]
    public async Task TakeAsync_NothingAhead_AsksEachTime()
    {
        _api.Bodies.Enqueue(EventPages.Body("two", true));
        _api.Bodies.Enqueue(EventPages.Body("three", false));
        await using var pages = new PagesAhead(_run, _api);

        (await pages.TakeAsync(PageRequest.ContinueFrom("one"))).Dispose();
        (await pages.TakeAsync(PageRequest.ContinueFrom("two"))).Dispose();

        Assert.Equal(["one", "two"], _api.Requests.Select(request => request.Cursor));
    }

    [Fact]
    public async Task DisposeAsync_PageAheadNeverAnswers_EndsIt()
    {
        _api.Script.Next(new SeamFault { HangsBefore = true });
        var pages = new PagesAhead(_run, _api);
        pages.ReadAhead("one");

        await pages.DisposeAsync();

        Assert.True(_run.Budget.Reading.IsCancellationRequested);
    }

    [Fact]
    public async Task DisposeAsync_PageAheadHasCome_ReturnsItsBuffers()
    {
        EventPage page = EventPages.Of(FakeEvent.Create("A", SteppedTime.Epoch).Json);
        var pages = new PagesAhead(_run, new OnePage(page));
        pages.ReadAhead("one");

        await pages.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => page.GetEvent(0).Length);
    }

    [Fact]
    public async Task TakeAsync_RefusedAndTheTokenLacksTheFeed_NamesThat()
    {
        using RunScope run = RunScopes.Create(new SteppedTime(), new TokenClaims(null, ["signinattempts"], null, null));
        await using var pages = new PagesAhead(run, _api);
        var refusal = new IngestionException(IngestionTarget.EventsApi, IngestionFailure.Unauthorized, "Refused.") { Status = 403 };
        _api.Script.Next(SeamFault.Refuse(refusal));

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => pages.TakeAsync(PageRequest.ContinueFrom("one")));

        Assert.Equal((IngestionTarget.EventsApi, IngestionFailure.NotAuthorized, 403, refusal), (failure.Target, failure.Failure, failure.Status, failure.InnerException));
        Assert.Equal("The token does not include Audit events (auditevents); the other feeds are not affected. A token does not gain a feature later: issue a new one that has it.", failure.Message);
    }

    [Theory]
    [InlineData(nameof(IngestionFailure.Unauthorized), "auditevents")]
    [InlineData(nameof(IngestionFailure.Unauthorized))]
    [InlineData(nameof(IngestionFailure.RequestRejected), "signinattempts")]
    public async Task TakeAsync_RefusedForAnotherReason_IsTheRefusal(string name, params string[] features)
    {
        using RunScope run = RunScopes.Create(new SteppedTime(), new TokenClaims(null, features, null, null));
        await using var pages = new PagesAhead(run, _api);
        _api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, Enum.Parse<IngestionFailure>(name))));

        Assert.Equal(name, (await Assert.ThrowsAsync<IngestionException>(() => pages.TakeAsync(PageRequest.ContinueFrom("one")))).Failure.ToString());
    }

    [Fact]
    public async Task DisposeAsync_NothingAhead_CancelsNothing()
    {
        await new PagesAhead(_run, _api).DisposeAsync();

        Assert.False(_run.Budget.Reading.IsCancellationRequested);
    }

    private sealed class OnePage(EventPage page) : IEventsApi
    {
        public Task<EventPage> ReadPageAsync(EventFeed feed, PageRequest request, CancellationToken cancellationToken) => Task.FromResult(page);

        public Task<TokenIntrospection> IntrospectAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
