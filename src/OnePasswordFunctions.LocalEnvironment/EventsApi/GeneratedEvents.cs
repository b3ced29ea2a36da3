namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>When the events of a <see cref="GeneratedRun"/> happened.</summary>
internal sealed record GeneratedEvents
{
    /// <summary>The generator's number of the first event; counts through all runs of a feed.</summary>
    public long FirstIndex { get; init; }

    /// <summary>The time of the first event, in UTC ticks.</summary>
    public long StartTicks { get; init; }

    /// <summary>The time between two events in ticks; 0 gives all of them one timestamp.</summary>
    public double StepTicks { get; init; }

    /// <summary>The share of events, 0 to 1, that are older than their place in the feed.</summary>
    public double LateShare { get; init; }

    /// <summary>The most that a late event is late.</summary>
    public TimeSpan LateBy { get; init; }

    /// <summary>No event is older than this, in UTC ticks.</summary>
    public long EarliestTicks { get; init; }
}
