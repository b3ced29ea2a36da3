namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// How far a feed's stream is numbered. A stream begins when the feed's row is made; its events are numbered from 1 without a gap,
/// and an event that is sent again carries the number it had.
/// </summary>
/// <param name="StreamId">Identifies the stream: 32 lower-case hexadecimal digits.</param>
/// <param name="LastSequence">The number of the last event that the hub accepted and the row counts; 0 before the first.</param>
internal readonly record struct StreamPosition(string StreamId, long LastSequence);
