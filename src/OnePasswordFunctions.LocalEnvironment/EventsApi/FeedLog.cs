using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// One feed: its events in order of arrival, what is still to arrive, and what was served. Time moves when someone asks:
/// each read first takes in what has become due.
/// </summary>
internal sealed class FeedLog(SimulatedFeed feed, EventGenerator generator, SimulatorOptions options, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly List<FeedEvent> _events = [];
    private readonly List<FeedEvent> _written = [];
    private readonly List<(DateTimeOffset DueAt, ReadOnlyMemory<byte> Json)> _pending = [];
    private readonly SequenceSet _served = new();
    private long _liveLeft;
    private double _nextLiveTicks;
    private long _requests;

    public SimulatedFeed Feed { get; } = feed;

    /// <summary>How many events have arrived.</summary>
    public long Held => Locked(() => _events.Count);

    /// <summary>How many different events were served in a page that was sent whole.</summary>
    public long Served => Locked(() => _served.Count);

    /// <summary>Whether nothing more will arrive.</summary>
    public bool IsFullyVisible => Locked(() => _pending.Count == 0 && _liveLeft == 0);

    /// <summary>How many requests for its pages came.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    private double LiveStepTicks => TimeSpan.TicksPerSecond / options.LiveEventsPerSecond;

    /// <summary>Adds generated events that arrive now, spread over the time before now; a history of zero gives all of them one timestamp.</summary>
    public void AddGenerated(long count, TimeSpan history, double lateShare) => Locked(() =>
    {
        long now = timeProvider.GetUtcNow().UtcTicks;
        _events.EnsureCapacity(checked((int)(_events.Count + count)));
        Append(count, now - history.Ticks, history.Ticks / (double)count, lateShare, earliest: now - Math.Max(history.Ticks, options.History.Ticks));
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
            for (int place = (int)filter.After; place < _events.Count; place++)
            {
                if (!filter.Matches(_events[place]))
                {
                    continue;
                }

                if (events.Count == filter.Limit)
                {
                    return (events, true, events[^1].Sequence + 1);
                }

                events.Add(_events[place]);
            }

            // At the end the next page begins behind everything that was looked at, not behind the last match.
            return (events, false, events.Count == 0 ? filter.After : _events.Count);
        }
    }

    public void CountRequest() => Interlocked.Increment(ref _requests);

    /// <summary>Notes that these events were sent in a whole page.</summary>
    public void MarkServed(IReadOnlyList<FeedEvent> events) => Locked(() => events.Count(one => _served.Add(one.Sequence)));

    public SequenceSet CopyServed() => Locked(_served.Copy);

    /// <summary>The event at a place; null when none has arrived there.</summary>
    public FeedEvent? Find(long sequence) => Locked<FeedEvent?>(() => sequence >= 0 && sequence < _events.Count ? _events[(int)sequence] : null);

    /// <summary>The events that somebody wrote and that have arrived.</summary>
    public IReadOnlyList<FeedEvent> WrittenEvents() => Locked(_written.ToArray);

    /// <summary>The time of an event by its own word; null when that is not JSON, not UTF-8, or without a time.</summary>
    private static DateTimeOffset? ReadTime(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            return PageRequestBody.TryReadTime(document.RootElement.GetProperty("timestamp").GetString(), out DateTimeOffset time) ? time : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private void TakeInDue()
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (_liveLeft > 0 && now.UtcTicks >= _nextLiveTicks)
        {
            long arrived = Math.Min(_liveLeft, (long)((now.UtcTicks - _nextLiveTicks) / LiveStepTicks) + 1);
            Append(arrived, (long)_nextLiveTicks, LiveStepTicks, options.LateShare, earliest: 0);
            (_nextLiveTicks, _liveLeft) = (_nextLiveTicks + (arrived * LiveStepTicks), _liveLeft - arrived);
        }

        foreach ((DateTimeOffset dueAt, ReadOnlyMemory<byte> json) in _pending.Where(one => one.DueAt <= now).OrderBy(one => one.DueAt).ToArray())
        {
            var written = new FeedEvent(_events.Count, (ReadTime(json) ?? dueAt).UtcTicks, new EventTemplate(json));
            _events.Add(written);
            _written.Add(written);
        }

        _pending.RemoveAll(one => one.DueAt <= now);
    }

    /// <param name="earliest">No event is older than this, in UTC ticks, however late it is.</param>
    private void Append(long count, long startTicks, double stepTicks, double lateShare, long earliest)
    {
        for (long index = 0; index < count; index++)
        {
            long lateness = generator.Lateness(Feed, _events.Count, lateShare, options.LateBy);
            _events.Add(generator.Create(Feed, _events.Count, Math.Max(earliest, startTicks + (long)(index * stepTicks) - lateness)));
        }
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
