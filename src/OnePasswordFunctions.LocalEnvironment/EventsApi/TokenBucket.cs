namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Lets so many requests through per window, refilled evenly. Used under a lock.</summary>
internal sealed class TokenBucket(int capacity, TimeSpan window, TimeProvider timeProvider)
{
    private readonly double _perTick = capacity / (double)window.Ticks;
    private double _tokens = capacity;
    private long _filledAt = timeProvider.GetTimestamp();

    /// <summary>The wait until the next request passes; zero when one would pass now.</summary>
    public TimeSpan Wait()
    {
        long now = timeProvider.GetTimestamp();
        _tokens = Math.Min(capacity, _tokens + (timeProvider.GetElapsedTime(_filledAt, now).Ticks * _perTick));
        _filledAt = now;
        return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling((1 - _tokens) / _perTick));
    }

    public void Take() => _tokens--;
}
