using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>Behaves as an event hub of three partitions that is written to and read; it can be tampered with and can forget.</summary>
internal sealed class FakeHub(TimeProvider time) : IEventPublisher, IHubReader
{
    private const int Partitions = 3;

    private readonly List<StoredMessage>[] _partitions = [.. Enumerable.Range(0, Partitions).Select(_ => new List<StoredMessage>())];
    private readonly long[] _begins = new long[Partitions];
    private readonly long[] _ends = new long[Partitions];
    private int _turn;

    /// <summary>Faults of the calls.</summary>
    public SeamScript Script { get; } = new();

    /// <summary>The most events of a batch.</summary>
    public int BatchSize { get; set; } = 3;

    /// <summary>Events with this id fit no batch.</summary>
    public string? Refuses { get; set; }

    /// <summary>What was published, with what caused it.</summary>
    public List<(IngestMode Mode, string Id)> Published { get; } = [];

    /// <summary>Called before each message is handed over.</summary>
    public Action<StoredMessage> Reading { get; set; } = static _ => { };

    public Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => Script.RunAsync("publish", () => Take(request), cancellationToken);

    public Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventFeed feed, bool withAge, CancellationToken cancellationToken) => Script.RunAsync(
        "bounds", () => (IReadOnlyList<PartitionBounds>)[.. Enumerable.Range(0, Partitions).Select(Bound).Select(bounds => withAge ? bounds : bounds with { KeptSince = null })], cancellationToken);

    public Task<long> ReadAsync(
        EventFeed feed, PartitionBounds partition, DateTimeOffset from, long after, Action<StoredMessage> visit, CancellationToken cancellationToken) => Script.RunAsync(
        "read",
        () =>
        {
            StoredMessage[] found = [.. _partitions[int.Parse(partition.Id, null)]
                .Where(message => message.SequenceNumber <= partition.Last && (after >= 0 ? message.SequenceNumber > after : message.EnqueuedAt >= from))];
            foreach (StoredMessage message in found)
            {
                Reading(message);
                cancellationToken.ThrowIfCancellationRequested();
                visit(message);
            }

            return (long)found.Length;
        },
        cancellationToken);

    /// <summary>Takes every message with this id out; the places stay empty.</summary>
    public void Remove(string id) => Array.ForEach(_partitions, partition => partition.RemoveAll(message => message.Id == id));

    /// <summary>Puts the message with this id in once more, as it is.</summary>
    public void Repeat(string id) => Add(_partitions.SelectMany(partition => partition).First(message => message.Id == id));

    /// <summary>Changes every message with this id.</summary>
    public void Change(string id, Func<StoredMessage, StoredMessage> change)
    {
        foreach (List<StoredMessage> partition in _partitions)
        {
            for (int index = 0; index < partition.Count; index++)
            {
                partition[index] = partition[index].Id == id ? change(partition[index]) : partition[index];
            }
        }
    }

    /// <summary>Drops what came before, as retention does.</summary>
    public void Forget(DateTimeOffset before)
    {
        for (int partition = 0; partition < Partitions; partition++)
        {
            _partitions[partition].RemoveAll(message => message.EnqueuedAt < before);
            _begins[partition] = _partitions[partition].Count > 0 ? _partitions[partition][0].SequenceNumber : _ends[partition];
        }
    }

    /// <summary>Adds a message to the next partition.</summary>
    public void Add(StoredMessage message)
    {
        int partition = _turn++ % Partitions;
        _partitions[partition].Add(message with { SequenceNumber = _ends[partition]++, EnqueuedAt = time.GetUtcNow() });
    }

    private PartitionBounds Bound(int partition)
    {
        List<StoredMessage> messages = _partitions[partition];
        (long first, long last) = (_begins[partition], _ends[partition] - 1);
        DateTimeOffset lastAt = messages.Count > 0 ? messages[^1].EnqueuedAt : time.GetUtcNow();
        return new PartitionBounds($"{partition}", first, last, lastAt, first == 0 ? null : first > last ? lastAt : messages[0].EnqueuedAt);
    }

    private PublishResult Take(PublishRequest request)
    {
        if (EventIdentity.GetText(request.Page, request.First) == Refuses)
        {
            return PublishResult.Refused("It fits no batch.");
        }

        int count = Enumerable.Range(request.First, Math.Min(BatchSize, request.End - request.First))
            .TakeWhile(index => EventIdentity.GetText(request.Page, index) != Refuses).Count();
        int partition = _turn++ % Partitions;
        for (int index = request.First; index < request.First + count; index++)
        {
            string id = EventIdentity.GetText(request.Page, index);
            string timestamp = Encoding.UTF8.GetString(request.Page.GetTimestamp(index));
            Published.Add((request.Mode, id));
            _partitions[partition].Add(new StoredMessage(
                _ends[partition]++, time.GetUtcNow(), request.Page.GetEvent(index).ToArray(), id, request.Feed.EventType, timestamp.Length == 0 ? null : timestamp,
                request.Stream?.StreamId, request.Stream?.LastSequence + 1 + index - request.First));
        }

        return PublishResult.Stored(count, 1);
    }
}
