using System.Collections.Frozen;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>A feed with all three seams in memory, whose token says something of itself.</summary>
internal sealed class ObservedFeed
{
    public SteppedTime Time { get; } = new();

    public FakeEventsApi Api { get; } = new();

    public RecordingEventPublisher Hub { get; } = new();

    public InMemoryCursorStore Store { get; } = new();

    public EventFeed Feed { get; init; } = EventFeed.AuditEvents;

    public int Maximum { get; init; } = 100;

    public TokenClaims? Token { get; init; }

    public bool FetchEvents { get; init; } = true;

    public TimeSpan InitialLookback { get; init; } = TimeSpan.FromDays(1);

    public IngestionOptions Options => new()
    {
        FetchEvents = FetchEvents,
        MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => Maximum),
        InitialLookback = InitialLookback,
        TokenFingerprint = "fingerprint",
        Token = Token,
    };

    public FeedIngester CreateIngester() =>
        new(Api, Hub, Store, Options, new RetryPolicy(() => 0.5), () => Guid.NewGuid().ToString("N"), Time, new RecordingLogger<FeedIngester>());

    public RunResult Run() => new RunPump(Time).Run(() => CreateIngester().RunAsync(Feed, CancellationToken.None));

    /// <summary>Lets <paramref name="count"/> events arrive, the first <paramref name="age"/> ago, then one every <paramref name="step"/>.</summary>
    public ObservedFeed Arrive(int count, TimeSpan age, TimeSpan step)
    {
        DateTimeOffset first = Time.GetUtcNow() - age;
        for (int number = 0; number < count; number++)
        {
            Api.Arrived.Add(FakeEvent.Create($"EVENT{Api.Arrived.Count:000000}", first + (number * step)));
        }

        return this;
    }

    /// <summary>Puts the feed where an earlier run left it.</summary>
    public ObservedFeed Stand(DateTimeOffset lastEventTime, TimeSpan since, bool isCaughtUp = false)
    {
        DateTimeOffset then = Time.GetUtcNow() - since;
        Store.Put(Feed, new FeedState
        {
            Position = FeedPosition.AtTime(lastEventTime, Math.Min(Maximum, 1000)),
            LastEventTime = lastEventTime,
            RecentTimes = RecentTimes.From(lastEventTime),
            CaughtUpTime = isCaughtUp ? then : null,
            FirstStartTime = lastEventTime,
            LastRunTime = then,
            LastSuccessTime = then,
            LastOutcome = nameof(RunOutcome.MaximumReached),
            RunId = "before",
            CommitCount = 1,
            StreamId = "stream",
            TokenFingerprint = "fingerprint",
        });
        return this;
    }
}
