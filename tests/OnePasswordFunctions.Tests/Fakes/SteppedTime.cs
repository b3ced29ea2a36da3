using Microsoft.Extensions.Time.Testing;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>Fake time that knows which timer is due next, so that a test can move exactly there instead of guessing or sleeping.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    /// <summary>Where every test begins, unless it says otherwise.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);

    private readonly List<SteppedTimer> _timers = [];

    public SteppedTime()
        : base(Epoch)
    {
    }

    /// <summary>The instants at which timers fired, in order.</summary>
    public List<DateTimeOffset> Fired { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this);
        lock (_timers)
        {
            _timers.Add(timer);
        }

        timer.Begin(
            base.CreateTimer(
                _ =>
                {
                    timer.DueAt = null;
                    Fired.Add(GetUtcNow());
                    callback(state);
                },
                null,
                dueTime,
                period),
            dueTime);
        return timer;
    }

    /// <summary>Moves to the next timer and fires it. False when no timer is running.</summary>
    public bool TryAdvanceToNextTimer()
    {
        DateTimeOffset? due;
        lock (_timers)
        {
            due = _timers.Min(timer => timer.DueAt);
        }

        if (due is not { } at)
        {
            return false;
        }

        DateTimeOffset now = GetUtcNow();
        Advance(at > now ? at - now : TimeSpan.Zero);
        return true;
    }

    private sealed class SteppedTimer(SteppedTime time) : ITimer
    {
        private ITimer? _inner;

        public DateTimeOffset? DueAt { get; set; }

        public void Begin(ITimer inner, TimeSpan dueTime)
        {
            _inner = inner;
            DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + dueTime;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + dueTime;
            return _inner!.Change(dueTime, period);
        }

        public void Dispose()
        {
            DueAt = null;
            lock (time._timers)
            {
                time._timers.Remove(this);
            }

            _inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
