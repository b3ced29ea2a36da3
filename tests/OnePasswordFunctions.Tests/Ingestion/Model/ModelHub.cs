using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>What the hub of a schedule holds, to be read: three partitions, whose clocks are a little apart.</summary>
internal sealed class ModelHub(TimeProvider time)
{
    private const int Partitions = 3;

    private static readonly TimeSpan ClocksApart = TimeSpan.FromSeconds(25);

    private readonly List<StoredMessage>[] _partitions = [.. Enumerable.Range(0, Partitions).Select(_ => new List<StoredMessage>())];
    private int _turn;

    /// <summary>A batch lies in one partition; partitions take turns.</summary>
    public void Add(PublishedBatch batch)
    {
        int partition = _turn++ % Partitions;
        DateTimeOffset at = time.GetUtcNow() + ((partition - 1) * ClocksApart);
        foreach ((string id, long number) in batch.Numbered)
        {
            List<StoredMessage> messages = _partitions[partition];
            messages.Add(new StoredMessage(messages.Count, at, default, id, batch.Feed.EventType, null, batch.Stream!.Value.StreamId, number));
        }
    }

    /// <summary>The hub as one process reaches it: with faults of its own.</summary>
    public IHubReader ForProcess(SeamScript script) => new Reader(_partitions, script);

    private sealed class Reader(List<StoredMessage>[] partitions, SeamScript script) : IHubReader
    {
        public Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventFeed feed, bool withAge, CancellationToken cancellationToken) => script.RunAsync(
            "bounds",
            () => (IReadOnlyList<PartitionBounds>)[.. partitions.Select((messages, id) =>
                new PartitionBounds($"{id}", 0, messages.Count - 1, messages.Count == 0 ? default : messages[^1].EnqueuedAt, null))],
            cancellationToken);

        public Task<long> ReadAsync(
            EventFeed feed, PartitionBounds partition, DateTimeOffset from, long after, Action<StoredMessage> visit, CancellationToken cancellationToken) => script.RunAsync(
            "messages",
            () =>
            {
                StoredMessage[] found = [.. partitions[int.Parse(partition.Id, null)].Take((int)partition.Last + 1).Where(message => message.EnqueuedAt >= from)];
                Array.ForEach(found, visit);
                return (long)found.Length;
            },
            cancellationToken);
    }
}
