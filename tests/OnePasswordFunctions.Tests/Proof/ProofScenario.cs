using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

/// <summary>A feed with real runs between an API, a hub and a table in memory, and the proof of what they did.</summary>
internal sealed class ProofScenario
{
    private readonly RetryPolicy _retryPolicy = new(() => 0);
    private int _ids;

    public ProofScenario() => Hub = new FakeHub(Time);

    public EventFeed Feed { get; } = EventFeed.AuditEvents;

    public SteppedTime Time { get; } = new();

    public FakeEventsApi Api { get; } = new();

    public FakeHub Hub { get; }

    public InMemoryCursorStore Cursors { get; } = new();

    /// <summary>The time of a proof.</summary>
    public TimeSpan Duration { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Events that happen now, one a second, and can be read at once.</summary>
    public void Happen(int count, string prefix = "E")
    {
        for (int number = 0; number < count; number++)
        {
            Arrive($"{prefix}{number}", Time.GetUtcNow());
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>An event that can be read from now on.</summary>
    public void Arrive(string id, DateTimeOffset timestamp) => Api.Arrived.Add(FakeEvent.Create(id, timestamp));

    /// <summary>One run of the feed.</summary>
    public Task<RunResult> RunAsync() => new FeedIngester(
        Api, Hub, Cursors, new IngestionOptions { MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 1000) },
        _retryPolicy, () => $"{++_ids:d32}", Time, NullLogger<FeedIngester>.Instance).RunAsync(Feed, CancellationToken.None);

    /// <summary>A proof of the last day.</summary>
    public Task<ProofReport> ProveAsync(bool shouldRepair = false) => ProveAsync(Time.GetUtcNow().AddDays(-1), Time.GetUtcNow(), shouldRepair);

    /// <summary>A proof of a period.</summary>
    public Task<ProofReport> ProveAsync(DateTimeOffset from, DateTimeOffset to, bool shouldRepair = false)
    {
        var proof = new DeliveryProof(Api, Hub, Hub, Cursors, _retryPolicy, Time, NullLogger<DeliveryProof>.Instance);
        return Task.FromResult(new RunPump(Time).Run(() => proof.ProveAsync(new ProofRequest(Feed, from, to, shouldRepair), Duration, CancellationToken.None)));
    }
}
