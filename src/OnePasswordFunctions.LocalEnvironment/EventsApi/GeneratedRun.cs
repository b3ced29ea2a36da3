namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Events made by the generator out of their places in the feed, at even distances in time; a share of them is older than its place.</summary>
internal sealed class GeneratedRun(EventGenerator generator, SimulatedFeed feed, long first) : EventRun(first)
{
    /// <summary>The time of the first event, in UTC ticks.</summary>
    public required long StartTicks { get; init; }

    /// <summary>The time between two events in ticks; 0 gives all of them one timestamp.</summary>
    public required double StepTicks { get; init; }

    /// <summary>The share of events, 0 to 1, that are older than their place in the feed.</summary>
    public double LateShare { get; init; }

    /// <summary>The most that a late event is late.</summary>
    public TimeSpan LateBy { get; init; }

    /// <summary>No event is older than this, in UTC ticks.</summary>
    public long EarliestTicks { get; init; }

    // Some timestamps leave the second's fraction out.
    public override long LeastTicks => (LateShare > 0 ? EarliestTicks : StartTicks) - TimeSpan.TicksPerSecond;

    public override int Length(long sequence) => Template(sequence).Length;

    public override long Ticks(long sequence) => Template(sequence).Format.Truncate(ExactTicks(sequence));

    public override void Render(long sequence, Span<byte> json)
    {
        ulong chance = generator.Chance(feed, sequence);
        // A last digit of 1 to 9: Go trims trailing zeros, and so no real timestamp ends in one.
        int nanoseconds = StepTicks == 0 ? 1 : 1 + (int)(((chance >> 40) % 10) * 10) + (int)((chance >> 50) % 9);
        Template(sequence).Render(generator.Identity, feed, sequence, ExactTicks(sequence), nanoseconds, json);
    }

    private EventTemplate Template(long sequence) => generator.Template(feed, sequence);

    private long ExactTicks(long sequence)
    {
        long ticks = StartTicks + (long)((sequence - First) * StepTicks);
        ulong chance = LateShare > 0 ? generator.Chance(feed, sequence) : 0;
        if (LateShare == 0 || (chance >> 32 & 0xFFFF) >= LateShare * 0x10000)
        {
            return ticks;
        }

        // From a second to the most; squared, so that most are a little late and few are very late.
        double share = (chance >> 16 & 0xFFFF) / 65536.0;
        return Math.Max(EarliestTicks, ticks - TimeSpan.TicksPerSecond - (long)(LateBy.Ticks * share * share));
    }
}
