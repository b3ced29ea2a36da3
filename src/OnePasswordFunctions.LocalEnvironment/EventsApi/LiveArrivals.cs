namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Events that arrive one by one, at an even rate from a start.</summary>
internal sealed class LiveArrivals(double perSecond, long? most, long startTicks, GeneratedEvents lateness)
{
    private readonly double _stepTicks = TimeSpan.TicksPerSecond / perSecond;
    private long _taken;

    /// <summary>The run that grows as long as no other event comes between.</summary>
    public GeneratedRun? Run { get; set; }

    public bool IsOver => most is long end && _taken >= end;

    /// <summary>How many events arrived since the last call.</summary>
    public long TakeArrivedBy(long now)
    {
        long arrived = Math.Min((long)((now - startTicks) / _stepTicks), most ?? long.MaxValue) - _taken;
        _taken += Math.Max(0, arrived);
        return Math.Max(0, arrived);
    }

    /// <summary>The times of a new run that begins with the first of the <paramref name="arrived"/> events just taken.</summary>
    public GeneratedEvents EventsFrom(long firstIndex, long arrived) => lateness with
    {
        FirstIndex = firstIndex,
        StartTicks = startTicks + (long)((_taken - arrived + 1) * _stepTicks),
        StepTicks = _stepTicks,
    };
}
