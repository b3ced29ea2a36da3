using System.Collections.Frozen;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>One page ahead, never more, and none left behind.</summary>
public sealed class PagesAheadTests : IDisposable
{
    private readonly FakeEventsApi _api = new();
    private readonly RunScope _run;

    public PagesAheadTests()
    {
        var time = new SteppedTime();
        var options = new IngestionOptions { MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 100) };
        _run = new RunScope(new RunIdentity(EventFeed.AuditEvents, "run", time.GetUtcNow(), 0), options, new RetryPolicy(() => 0.5), time, new RecordingLogger<PagesAhead>(), CancellationToken.None);
    }

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
    public async Task DisposeAsync_NothingAhead_CancelsNothing()
    {
        await new PagesAhead(_run, _api).DisposeAsync();

        Assert.False(_run.Budget.Reading.IsCancellationRequested);
    }
}
