namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>An event that a test wrote itself: any bytes, which need not be valid in any way.</summary>
/// <param name="Json">The bytes that stand in the page.</param>
/// <param name="Ticks">The time that filters go by, in UTC ticks.</param>
internal sealed record ExplicitEvent(ReadOnlyMemory<byte> Json, long Ticks);
