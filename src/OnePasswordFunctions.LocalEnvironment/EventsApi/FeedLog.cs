namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// One feed: its events in order of arrival, what is still to arrive, and what was served. Time moves when someone asks:
/// each read first takes in what has become due.
/// </summary>
internal sealed class FeedLog(SimulatedFeed feed, EventGenerator generator, SimulatorOptions options, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly List<EventRun> _runs = [];
    private readonly List<(DateTimeOffset DueAt, ReadOnlyMemory<byte> Json)> _pending = [];
    private readonly SequenceSet _served = new();
    private GeneratedRun? _liveRun;
    private long _liveLeft;
    private double _nextLiveTicks;
    private long _requests;

    public SimulatedFeed Feed { get; } = feed;

    /// <summary>How many events have arrived.</summary>
    public long Held => Locked(() => End);

    /// <summary>How many different events were served in a page that was sent whole.</summary>
    public long Served => Locked(() => _served.Count);

    /// <summary>Whether nothing more will arrive.</summary>
    public bool IsFullyVisible => Locked(() => _pending.Count == 0 && _liveLeft == 0);

    /// <summary>How many requests for its pages came.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    private long End => _runs.Count == 0 ? 0 : _runs[^1].End;

    private double LiveStepTicks => TimeSpan.TicksPerSecond / options.LiveEventsPerSecond;

    /// <summary>Adds generated events that arrive now, spread over the time before now; a history of zero gives all of them one timestamp.</summary>
    public void AddGenerated(long count, TimeSpan history, double lateShare) => Locked(() =>
    {
        long now = timeProvider.GetUtcNow().UtcTicks;
        if (count > 0)
        {
            long earliest = now - Math.Max(history.Ticks, options.History.Ticks);
            Append(count, now - history.Ticks, history.Ticks / (double)count, lateShare, earliest);
        }

        return count;
    });

    /// <summary>Adds an event of any bytes.</summary>
    /// <param name="visibleAt">When it arrives; null, or a time that has come, means now.</param>
    public void AddEvent(ReadOnlyMemory<byte> json, DateTimeOffset? visibleAt = null)
    {
        lock (_lock)
        {
            _pending.Add((visibleAt ?? timeProvider.GetUtcNow(), json));
            TakeInDue();
        }
    }

    /// <summary>From now on events arrive at an even rate.</summary>
    public void StartLive() => Locked(() => (_nextLiveTicks, _liveLeft) = (timeProvider.GetUtcNow().UtcTicks + LiveStepTicks, options.LiveEventsPerFeed ?? long.MaxValue));

    /// <summary>Chooses the events of a page; whether a further one matches, and where the next page begins.</summary>
    public (IReadOnlyList<FeedEvent> Events, bool HasMore, long Next) Select(PageFilter filter)
    {
        lock (_lock)
        {
            TakeInDue();
            var events = new List<FeedEvent>((int)filter.Limit);
            for (int index = IndexOf(filter.After); index < _runs.Count; index++)
            {
                EventRun run = _runs[index];
                for (long sequence = Math.Max(filter.After, run.First); sequence < run.End; sequence++)
                {
                    if (!filter.Matches(run, sequence))
                    {
                        continue;
                    }

                    if (events.Count == filter.Limit)
                    {
                        return (events, true, events[^1].Sequence + 1);
                    }

                    events.Add(new FeedEvent(run, sequence));
                }
            }

            // At the end the next page begins behind everything that was looked at, not behind the last match.
            return (events, false, events.Count == 0 ? filter.After : End);
        }
    }

    public void CountRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Notes that these events were sent in a whole page.</summary>
    public void MarkServed(IReadOnlyList<FeedEvent> events) => Locked(() => events.Count(one => _served.Add(one.Sequence)));

    public SequenceSet CopyServed() => Locked(_served.Copy);

    /// <summary>The event at a place; null when none has arrived there.</summary>
    public FeedEvent? Find(long sequence) => Locked<FeedEvent?>(() => sequence >= 0 && sequence < End ? new FeedEvent(_runs[IndexOf(sequence)], sequence) : null);

    /// <summary>The explicit events that have arrived.</summary>
    public IReadOnlyList<ExplicitEvent> ExplicitEvents() => Locked(() => _runs.OfType<ExplicitEvent>().ToArray());

    private void TakeInDue()
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        TakeInLive(now.UtcTicks);
        foreach ((DateTimeOffset dueAt, ReadOnlyMemory<byte> json) in _pending.Where(one => one.DueAt <= now).OrderBy(one => one.DueAt).ToArray())
        {
            _runs.Add(new ExplicitEvent(End, json, dueAt));
        }

        _pending.RemoveAll(one => one.DueAt <= now);
    }

    private void TakeInLive(long now)
    {
        if (_liveLeft == 0 || now < _nextLiveTicks)
        {
            return;
        }

        long arrived = Math.Min(_liveLeft, (long)((now - _nextLiveTicks) / LiveStepTicks) + 1);
        if (_liveRun is not null && _runs[^1] == _liveRun)
        {
            _liveRun.End += arrived;
        }
        else
        {
            _liveRun = Append(arrived, (long)_nextLiveTicks, LiveStepTicks, options.LateShare, earliest: 0);
        }

        (_nextLiveTicks, _liveLeft) = (_nextLiveTicks + (arrived * LiveStepTicks), _liveLeft - arrived);
    }

    private GeneratedRun Append(long count, long startTicks, double stepTicks, double lateShare, long earliest)
    {
        var run = new GeneratedRun(generator, Feed, End)
        {
            StartTicks = startTicks,
            StepTicks = stepTicks,
            LateShare = lateShare,
            LateBy = options.LateBy,
            EarliestTicks = earliest,
        };
        run.End = run.First + count;
        _runs.Add(run);
        return run;
    }

    /// <summary>The index of the run that an event is in; of the last one for a place behind the end.</summary>
    private int IndexOf(long sequence)
    {
        (int low, int high) = (0, _runs.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].First <= sequence ? (middle, high) : (low, middle - 1);
        }

        return low;
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
