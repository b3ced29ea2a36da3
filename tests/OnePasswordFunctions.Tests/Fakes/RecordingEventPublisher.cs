using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>A hub that takes batches of a limited number of events and remembers what it accepted.</summary>
internal sealed class RecordingEventPublisher : IEventPublisher
{
    /// <summary>Faults of the calls.</summary>
    public SeamScript Script { get; } = new();

    /// <summary>Accepted batches, in order.</summary>
    public List<PublishedBatch> Batches { get; init; } = [];

    /// <summary>Events in the largest batch.</summary>
    public int BatchSize { get; set; } = 1000;

    /// <summary>Which events fit no batch, by id.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>Called when a batch is accepted, before the caller learns of it.</summary>
    public Action<PublishedBatch>? OnAccepted { get; set; }

    /// <summary>The ids of all accepted events, in order, with repeats.</summary>
    public IEnumerable<string> Ids => Batches.SelectMany(batch => batch.Ids);

    /// <summary>The accepted events and their numbers, in order, with repeats.</summary>
    public IEnumerable<(string Id, long Number)> Numbered => Batches.SelectMany(batch => batch.Numbered);

    public Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken) =>
        Script.RunAsync("publish", () => Accept(request), cancellationToken);

    private PublishResult Accept(PublishRequest request)
    {
        (EventFeed feed, IngestMode mode, EventPage page, int first, int end, StreamPosition? stream) = request;
        Assert.InRange(first, 0, page.Count - 1);
        Assert.InRange(end, first + 1, page.Count);
        if (Refuses(EventIdentity.GetText(page, first)))
        {
            return PublishResult.Refused("It is too large.");
        }

        var ids = new List<string>();
        var bodies = new List<byte[]>();
        for (int index = first; index < end && ids.Count < BatchSize && !Refuses(EventIdentity.GetText(page, index)); index++)
        {
            ids.Add(EventIdentity.GetText(page, index));
            bodies.Add(page.GetEvent(index).ToArray());
        }

        var batch = new PublishedBatch(feed, mode, ids, bodies, stream);
        Batches.Add(batch);
        OnAccepted?.Invoke(batch);
        return PublishResult.Stored(ids.Count, bodies.Sum(body => body.Length));
    }
}
