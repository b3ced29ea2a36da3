namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Chooses the events of a page out of a feed's runs.</summary>
internal static class PageSelector
{
    public static SelectedPage Select(List<EventRun> runs, long length, PageFilter filter)
    {
        var events = new List<EventReference>((int)filter.Limit);
        long next = filter.After;
        int runIndex = IndexOf(runs, filter.After);
        for (; runIndex < runs.Count; runIndex++)
        {
            EventRun run = runs[runIndex];
            for (long offset = Math.Max(0, filter.After - run.FirstSequence); offset < run.Count; offset++)
            {
                if (!Matches(run, offset, filter))
                {
                    continue;
                }

                if (events.Count == filter.Limit)
                {
                    return new SelectedPage(events, HasMore: true, next);
                }

                events.Add(new EventReference(run, offset));
                next = run.FirstSequence + offset + 1;
            }
        }

        // At the end the next page begins behind everything that was looked at, not behind the last match.
        return new SelectedPage(events, HasMore: false, events.Count == 0 ? filter.After : length);
    }

    public static EventReference Find(List<EventRun> runs, long sequence)
    {
        EventRun run = runs[IndexOf(runs, sequence)];
        return new EventReference(run, sequence - run.FirstSequence);
    }

    private static bool Matches(EventRun run, long offset, PageFilter filter)
    {
        bool startBinds = run.FirstSequence + offset < filter.StartBindsBelow && filter.StartTicks > 0;
        if (!startBinds && filter.EndTicks == long.MaxValue)
        {
            return true;
        }

        long ticks = run.Ticks(offset);
        return ticks < filter.EndTicks && (!startBinds || ticks >= filter.StartTicks);
    }

    private static int IndexOf(List<EventRun> runs, long sequence)
    {
        int low = 0;
        int high = runs.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = runs[middle].FirstSequence <= sequence ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
