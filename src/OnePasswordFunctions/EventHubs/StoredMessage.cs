namespace OnePasswordFunctions.EventHubs;

/// <summary>A message as the hub holds it, with what the ingester put beside the body; null is what the message lacks.</summary>
/// <param name="SequenceNumber">Its place in the partition.</param>
/// <param name="EnqueuedAt">When the hub took it.</param>
/// <param name="Body">The bytes; valid during the call that hands it over.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Type">The kind of event, which tells the feed.</param>
/// <param name="Time">The event's own timestamp as it came.</param>
/// <param name="Stream">The stream that counted it.</param>
/// <param name="Number">Its number in the stream.</param>
internal readonly record struct StoredMessage(
    long SequenceNumber, DateTimeOffset EnqueuedAt, ReadOnlyMemory<byte> Body, string? Id, string? Type, string? Time, string? Stream, long? Number);
