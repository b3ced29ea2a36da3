namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Neighbours in a feed that have one origin. Events are never changed once they are in a feed, so reading needs no lock.</summary>
internal abstract class EventRun(long firstSequence)
{
    /// <summary>The place of the run's first event in the feed, counted from 0 in order of arrival.</summary>
    public long FirstSequence { get; } = firstSequence;

    public long Count { get; protected set; }

    /// <summary>The length of an event's JSON in bytes.</summary>
    public abstract int Length(long offset);

    /// <summary>The event's own time, as its JSON tells it, in UTC ticks.</summary>
    public abstract long Ticks(long offset);

    public abstract void Render(long offset, Span<byte> json);
}
