namespace OnePasswordFunctions.Cursors;

/// <summary>An event that no batch can hold, as recorded in the dead-letter table. It can be read again with get-events while 1Password keeps it.</summary>
/// <param name="EventId">The event's uuid, or the SHA-256 of its bytes in hexadecimal.</param>
/// <param name="EventTime">The event's timestamp as it came; null when it has none.</param>
/// <param name="Bytes">The event's size in bytes.</param>
/// <param name="Reason">Why it could not be published.</param>
/// <param name="RecordedAt">When it was given up.</param>
/// <param name="RunId">The run that met it.</param>
internal sealed record DeadLetter(
    string EventId, string? EventTime, int Bytes, string Reason, DateTimeOffset RecordedAt, string RunId);
