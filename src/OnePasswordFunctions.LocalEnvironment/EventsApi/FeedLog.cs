namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// One feed: its events in order of arrival, what is still to arrive, and what was served. Time moves when someone asks:
/// each read first takes in what has become due.
/// </summary>
internal sealed class FeedLog(SimulatedFeed feed, EventGenerator generator, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly List<EventRun> _runs = [];
    private readonly List<GeneratedRun> _generated = [];
    private readonly PriorityQueue<ExplicitEvent, (long DueTicks, long Order)> _pending = new();
    private readonly SequenceSet _served = new();
    private LiveArrivals? _live;
    private long _length;
    private long _nextIndex;
    private long _order;

    public SimulatedFeed Feed { get; } = feed;

    /// <summary>How many events have arrived.</summary>
    public long Held => Locked(() => _length);

    /// <summary>How many different events were served in a page that was sent whole.</summary>
    public long Served => Locked(() => _served.Count);

    /// <summary>Whether nothing more will arrive.</summary>
    public bool IsFullyVisible => Locked(() => _pending.Count == 0 && (_live is null || _live.IsOver));

    public void AddGenerated(long count, GeneratedEvents events)
    {
        lock (_lock)
        {
            TakeInDue();
            var run = new GeneratedRun(generator, Feed, _length, events with { FirstIndex = _nextIndex });
            run.Grow(count);
            Append(run, count);
            _nextIndex += count;
        }
    }

    /// <summary>Adds an event that arrives at <paramref name="visibleAt"/>; a time that has come means now.</summary>
    public void AddExplicit(ExplicitEvent added, DateTimeOffset visibleAt)
    {
        lock (_lock)
        {
            TakeInDue();
            _pending.Enqueue(added, (visibleAt.UtcTicks, _order++));
            TakeInDue();
        }
    }

    /// <summary>From now on events arrive at an even rate.</summary>
    public void StartLive(double perSecond, long? most, GeneratedEvents lateness)
    {
        lock (_lock)
        {
            TakeInDue();
            _live = new LiveArrivals(perSecond, most, timeProvider.GetUtcNow().UtcTicks, lateness);
        }
    }

    public SelectedPage Select(PageFilter filter)
    {
        lock (_lock)
        {
            TakeInDue();
            return PageSelector.Select(_runs, _length, filter);
        }
    }

    /// <summary>Notes that these events were sent in a whole page.</summary>
    public void MarkServed(IReadOnlyList<EventReference> events)
    {
        lock (_lock)
        {
            foreach (EventReference served in events)
            {
                _served.Add(served.Sequence);
            }
        }
    }

    public SequenceSet CopyServed() => Locked(_served.Copy);

    /// <summary>The event at a place.</summary>
    public EventReference At(long sequence) => Locked(() => PageSelector.Find(_runs, sequence));

    /// <summary>Finds a generated event by the generator's number.</summary>
    public bool TryFindGenerated(long index, out EventReference found)
    {
        lock (_lock)
        {
            for (int i = _generated.Count - 1; i >= 0; i--)
            {
                GeneratedRun run = _generated[i];
                if (index >= run.FirstIndex)
                {
                    found = new EventReference(run, index - run.FirstIndex);
                    return found.Offset < run.Count;
                }
            }
        }

        found = default;
        return false;
    }

    /// <summary>The explicit events that have arrived, with their places.</summary>
    public IReadOnlyList<EventReference> ExplicitEvents() => Locked(() =>
        _runs.OfType<ExplicitRun>().SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(offset => new EventReference(run, offset))).ToArray());

    private void TakeInDue()
    {
        long now = timeProvider.GetUtcNow().UtcTicks;
        while (_pending.TryPeek(out ExplicitEvent? next, out (long DueTicks, long Order) due) && due.DueTicks <= now)
        {
            _pending.Dequeue();
            TakeInLive(due.DueTicks);
            if (_runs.LastOrDefault() is not ExplicitRun run)
            {
                run = new ExplicitRun(_length);
                _runs.Add(run);
            }

            run.Add(next);
            _length++;
        }

        TakeInLive(now);
    }

    private void TakeInLive(long now)
    {
        long arrived = _live?.TakeArrivedBy(now) ?? 0;
        if (arrived == 0)
        {
            return;
        }

        if (_live!.Run is { } current && ReferenceEquals(_runs[^1], current))
        {
            current.Grow(current.Count + arrived);
            _length += arrived;
        }
        else
        {
            var run = new GeneratedRun(generator, Feed, _length, _live.EventsFrom(_nextIndex, arrived));
            run.Grow(arrived);
            Append(run, arrived);
            _live.Run = run;
        }

        _nextIndex += arrived;
    }

    private void Append(GeneratedRun run, long count)
    {
        _runs.Add(run);
        _generated.Add(run);
        _length += count;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            TakeInDue();
            return read();
        }
    }
}
