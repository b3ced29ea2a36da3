namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// Neighbours in a feed that have one origin. An event is named by its place in the feed, counted from 0 in order of arrival. Events are never
/// changed once they are in a feed, so reading needs no lock.
/// </summary>
internal abstract class EventRun(long first)
{
    /// <summary>The place of the run's first event.</summary>
    public long First { get; } = first;

    /// <summary>The place behind the run's last event. A run may grow.</summary>
    public long End { get; set; } = first + 1;

    /// <summary>No event's time is before this, in UTC ticks.</summary>
    public abstract long LeastTicks { get; }

    /// <summary>The length of an event's JSON in bytes.</summary>
    public abstract int Length(long sequence);

    /// <summary>The event's own time, as its JSON tells it, in UTC ticks.</summary>
    public abstract long Ticks(long sequence);

    public abstract void Render(long sequence, Span<byte> json);
}
