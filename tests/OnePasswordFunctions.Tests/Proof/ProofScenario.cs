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
    private ReadBack? _readBack;
    private int _ids;

    /// <param name="readsBack">Whether runs look for what an earlier process published and did not store.</param>
    public ProofScenario(bool readsBack = true)
    {
        Hub = new FakeHub(Time);
        ReadsBack = readsBack;
        StartProcess();
    }

    public bool ReadsBack { get; }

    public RecordingLogger<ReadBack> Log { get; } = new();

    public EventFeed Feed { get; } = EventFeed.AuditEvents;

    public SteppedTime Time { get; } = new();

    public FakeEventsApi Api { get; } = new();

    public FakeHub Hub { get; }

    public InMemoryCursorStore Cursors { get; } = new();

    /// <summary>Asks runs and proofs to stop.</summary>
    public CancellationTokenSource Stop { get; } = new();

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

    /// <summary>The process that was is gone, in the middle of whatever it did; the next run is another's.</summary>
    public void StartProcess() => _readBack = ReadsBack ? new ReadBack(Hub, Time, Log) : null;

    /// <summary>One run of the feed.</summary>
    public Task<RunResult> RunAsync()
    {
        var ingester = new FeedIngester(
            Api, Hub, Cursors, new IngestionOptions { MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 1000) },
            _retryPolicy, () => $"{++_ids:d32}", Time, NullLogger<FeedIngester>.Instance, _readBack);
        return Task.FromResult(new RunPump(Time).Run(() => ingester.RunAsync(Feed, Stop.Token)));
    }

    /// <summary>A proof of the last day.</summary>
    public Task<ProofReport> ProveAsync(bool shouldRepair = false) => ProveAsync(Time.GetUtcNow().AddDays(-1), Time.GetUtcNow(), shouldRepair);

    /// <summary>A proof of a period.</summary>
    public Task<ProofReport> ProveAsync(DateTimeOffset from, DateTimeOffset to, bool shouldRepair = false)
    {
        var proof = new DeliveryProof(Api, Hub, Hub, Cursors, _retryPolicy, Time, NullLogger<DeliveryProof>.Instance);
        return Task.FromResult(new RunPump(Time).Run(() => proof.ProveAsync(new ProofRequest(Feed, from, to, shouldRepair), Duration, Stop.Token)));
    }
}
