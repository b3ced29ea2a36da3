using System.Diagnostics;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>The system's time, with timers that fire to a fraction of a millisecond, so that "100 ms per page" is not 101.</summary>
internal sealed class PreciseTime : TimeProvider
{
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The system's timer fires up to a millisecond late, never early: it is set short of the mark, and the rest is spun over.
        long started = Stopwatch.GetTimestamp();
        return base.CreateTimer(Fire, state, dueTime > Lateness ? dueTime - Lateness : dueTime, period);

        void Fire(object? fired)
        {
            while (dueTime > Lateness && Stopwatch.GetElapsedTime(started) < dueTime)
            {
                Thread.SpinWait(20);
            }

            callback(fired);
        }
    }
}
