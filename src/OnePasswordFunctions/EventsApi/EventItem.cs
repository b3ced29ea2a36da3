namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// Where one event lies in its page's body, in bytes, and what a run needs to know of it. An absent uuid or timestamp has length zero.
/// Time and hash are read with the event, while its bytes are in the processor's cache; a page and its batch are too large to stay there.
/// </summary>
/// <param name="TimeTicks">The event's timestamp as UTC ticks, or <see cref="NoTime"/> when it has none that can be read.</param>
/// <param name="IdHash">The hash of the event's id, see <see cref="EventIdentity"/>.</param>
internal readonly record struct EventItem(
    int Start, int Length, int UuidStart, int UuidLength, int TimestampStart, int TimestampLength, long TimeTicks, ulong IdHash)
{
    public const long NoTime = -1;
}
