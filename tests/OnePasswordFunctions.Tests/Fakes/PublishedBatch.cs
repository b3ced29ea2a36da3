using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>One batch that the hub accepted: the ids and the bytes of its events, in order.</summary>
internal sealed record PublishedBatch(EventFeed Feed, IngestMode Mode, IReadOnlyList<string> Ids, IReadOnlyList<byte[]> Bodies, StreamPosition? Stream);
