using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>An Events API that plays a script: each request takes the next step, which gives a page's JSON or throws.</summary>
internal sealed class ScriptedEventsApi : IEventsApi
{
    private readonly ConcurrentQueue<Func<PageRequest, CancellationToken, Task<string>>> _steps = new();

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<(EventFeed Feed, PageRequest Request)> Requests { get; } = new();

    /// <summary>How often the token was asked about.</summary>
    public int Introspections { get; private set; }

    /// <summary>A page with these events.</summary>
    public ScriptedEventsApi Page(string cursor, bool hasMore, params string[] events) =>
        Then((_, _) => Task.FromResult($$"""{"cursor":"{{cursor}}","has_more":{{(hasMore ? "true" : "false")}},"items":[{{string.Join(',', events)}}]}"""));

    /// <summary>A page with <paramref name="count"/> events, numbered from <paramref name="first"/>.</summary>
    public ScriptedEventsApi Numbered(string cursor, bool hasMore, int first, int count) =>
        Page(cursor, hasMore, [.. Enumerable.Range(first, count).Select(number => $$"""{"uuid":"E{{number}}","timestamp":"2026-03-02T08:00:00Z"}""")]);

    public ScriptedEventsApi Fail(IngestionFailure failure, int? status = null, bool isTransient = false, Exception? inner = null) => Then((_, _) =>
        throw new IngestionException(IngestionTarget.EventsApi, failure, $"The Events API failed as {failure}.", inner) { Status = status, IsTransient = isTransient });

    public ScriptedEventsApi Then(Func<PageRequest, CancellationToken, Task<string>> step)
    {
        _steps.Enqueue(step);
        return this;
    }

    public async Task<EventPage> ReadPageAsync(EventFeed feed, PageRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue((feed, request));
        Assert.True(_steps.TryDequeue(out Func<PageRequest, CancellationToken, Task<string>>? step), "The script has no step for this request.");
        byte[] json = Encoding.UTF8.GetBytes(await step(request, cancellationToken));
        byte[] body = LargeBuffers.Pool.Rent(json.Length);
        json.CopyTo(body, 0);
        return EventPageReader.Read(body, json.Length);
    }

    public Task<TokenIntrospection> IntrospectAsync(CancellationToken cancellationToken)
    {
        Introspections++;
        return Task.FromResult(new TokenIntrospection("integration", "account", [.. EventFeed.All.Select(feed => feed.Name)], null));
    }
}
