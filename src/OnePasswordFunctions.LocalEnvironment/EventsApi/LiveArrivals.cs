namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Counts events that arrive one by one, at an even rate from a start.</summary>
/// <param name="most">After so many no more arrive; null means never.</param>
internal sealed class LiveArrivals(double perSecond, long? most, long startTicks)
{
    private long _taken;

    /// <summary>The time between two events.</summary>
    public double StepTicks { get; } = TimeSpan.TicksPerSecond / perSecond;

    /// <summary>When the next event arrives, in UTC ticks.</summary>
    public long NextTicks => startTicks + (long)((_taken + 1) * StepTicks);

    public bool IsOver => _taken >= most;

    /// <summary>How many events arrived since the last call.</summary>
    public long TakeArrivedBy(long now)
    {
        long arrived = Math.Max(0, Math.Min((long)((now - startTicks) / StepTicks), most ?? long.MaxValue) - _taken);
        _taken += arrived;
        return arrived;
    }
}
