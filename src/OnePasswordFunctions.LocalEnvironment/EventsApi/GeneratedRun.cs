namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Events made by the generator, at even distances in time; a share of them is older than its place.</summary>
internal sealed class GeneratedRun(EventGenerator generator, SimulatedFeed feed, long firstSequence, GeneratedEvents events) : EventRun(firstSequence)
{
    /// <summary>The generator's number of the run's first event.</summary>
    public long FirstIndex => events.FirstIndex;

    public void Grow(long count) => Count = count;

    public override int Length(long offset) => Template(offset).Length;

    public override long Ticks(long offset) => Template(offset).Format.Truncate(ExactTicks(offset));

    public override void Render(long offset, Span<byte> json)
    {
        ulong chance = generator.Chance(feed, events.FirstIndex + offset);
        // A last digit of 1 to 9: Go trims trailing zeros, and so no real timestamp ends in one.
        int nanoseconds = events.StepTicks == 0 ? 1 : 1 + (int)(((chance >> 40) % 10) * 10) + (int)((chance >> 50) % 9);
        Template(offset).Render(generator.Identity, feed, events.FirstIndex + offset, ExactTicks(offset), nanoseconds, json);
    }

    private EventTemplate Template(long offset) => generator.Template(feed, events.FirstIndex + offset);

    private long ExactTicks(long offset)
    {
        long ticks = events.StartTicks + (long)(offset * events.StepTicks);
        if (events.LateShare > 0)
        {
            ulong chance = generator.Chance(feed, events.FirstIndex + offset);
            if ((chance >> 32 & 0xFFFF) < events.LateShare * 0x10000)
            {
                // From a second to the most; squared, so that most are a little late and few are very late.
                double share = (chance >> 16 & 0xFFFF) / 65536.0;
                ticks = Math.Max(events.EarliestTicks, ticks - TimeSpan.TicksPerSecond - (long)(events.LateBy.Ticks * share * share));
            }
        }

        return ticks;
    }
}
