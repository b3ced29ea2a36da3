namespace OnePasswordFunctions.EventsApi;

/// <summary>Where one event lies in its page's body, in bytes. An absent uuid or timestamp has length zero.</summary>
internal readonly record struct EventItem(
    int Start, int Length, int UuidStart, int UuidLength, int TimestampStart, int TimestampLength);
