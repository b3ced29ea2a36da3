namespace OnePasswordFunctions.Ingestion;

/// <summary>Which run this is, and when it began on the wall clock and on the stopwatch.</summary>
internal readonly record struct RunIdentity(EventFeed Feed, string RunId, DateTimeOffset StartedAt, long StartTimestamp);
