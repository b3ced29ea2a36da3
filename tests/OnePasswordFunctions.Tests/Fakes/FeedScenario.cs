using System.Collections.Frozen;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>One feed with all three seams in memory and fake time: arrange it, run it, look at what it did.</summary>
internal sealed class FeedScenario
{
    private static int _scenarios;

    private readonly int _scenario = Interlocked.Increment(ref _scenarios);
    private int _ids;

    public SteppedTime Time { get; } = new();

    public FakeEventsApi Api { get; init; } = new();

    public RecordingEventPublisher Hub { get; init; } = new();

    public InMemoryCursorStore Store { get; init; } = new();

    public RecordingLogger<FeedIngester> Log { get; } = new();

    public EventFeed Feed { get; } = EventFeed.AuditEvents;

    public int Maximum { get; set; } = 100;

    public bool FetchEvents { get; init; } = true;

    public IReadOnlyList<EventFeed> EnabledFeeds { get; init; } = EventFeed.All;

    public bool AcceptOtherAccount { get; init; }

    public string TokenFingerprint { get; init; } = "fingerprint";

    public TimeSpan InitialLookback { get; init; } = TimeSpan.FromDays(1);

    public TimeSpan Overlap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The row as it stands; fails when there is none.</summary>
    public FeedState Row => Store.Peek(Feed) ?? throw new InvalidOperationException("There is no row.");

    /// <summary>Lets events arrive, named <paramref name="first"/> to <paramref name="last"/>, a second apart and in the last half hour.</summary>
    public FeedScenario Arrive(int first, int last)
    {
        for (int number = first; number <= last; number++)
        {
            Api.Arrived.Add(FakeEvent.Create(Id(number), SteppedTime.Epoch.AddMinutes(-30).AddSeconds(number)));
        }

        return this;
    }

    /// <summary>The id of an event made by <see cref="Arrive"/>.</summary>
    public static string Id(int number) => $"EVENT{number:000000}";

    /// <summary>The ids from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public static IEnumerable<string> Ids(int first, int last) => Enumerable.Range(first, last - first + 1).Select(Id);

    /// <summary>One run to its end, in a process of its own.</summary>
    public RunResult Run(CancellationToken cancellationToken = default) =>
        new RunPump(Time).Run(() => CreateIngester().RunAsync(Feed, cancellationToken));

    /// <summary>Runs until nothing is left; stops after a hundred.</summary>
    public FeedScenario Drain()
    {
        for (int run = 0; run < 100 && Run() is not { Outcome: RunOutcome.CaughtUp, HasMore: false }; run++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        return this;
    }

    /// <summary>An id that no other run of this scenario gets.</summary>
    private string NewId() => $"{_scenario}-{++_ids}";

    /// <summary>A new process on the same table, hub and API.</summary>
    public FeedIngester CreateIngester() => new(
        Api,
        Hub,
        Store,
        new IngestionOptions
        {
            FetchEvents = FetchEvents,
            EnabledFeeds = EnabledFeeds,
            MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => Maximum),
            AcceptOtherAccount = AcceptOtherAccount,
            TokenFingerprint = TokenFingerprint,
            InitialLookback = InitialLookback,
            CursorRecoveryOverlap = Overlap,
        },
        new RetryPolicy(() => 0.5),
        NewId,
        Time,
        Log);
}
