using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>One batch that the hub accepted: the ids and the bytes of its events, in order.</summary>
internal sealed record PublishedBatch(EventFeed Feed, IngestMode Mode, IReadOnlyList<string> Ids, IReadOnlyList<byte[]> Bodies, StreamPosition? Stream)
{
    /// <summary>The numbers that the events carry in their stream; none outside timer runs.</summary>
    public IEnumerable<(string Id, long Number)> Numbered => Stream is { } stream ? Ids.Select((id, index) => (id, stream.LastSequence + 1 + index)) : [];
}
