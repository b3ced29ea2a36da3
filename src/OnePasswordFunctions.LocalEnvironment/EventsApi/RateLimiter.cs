namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The API's two limits, per minute and per hour, shared by all feeds and tokens of the account. Each is refilled evenly.</summary>
internal sealed class RateLimiter(SimulatorOptions options, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private double _ofMinute = options.RequestsPerMinute;
    private double _ofHour = options.RequestsPerHour;
    private long _filledAt = timeProvider.GetTimestamp();

    /// <summary>Counts a request; false when the limits are kept and it is over one, with the wait until one passes again.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        lock (_lock)
        {
            long now = timeProvider.GetTimestamp();
            TimeSpan passed = timeProvider.GetElapsedTime(_filledAt, now);
            _filledAt = now;
            _ofMinute = Math.Min(options.RequestsPerMinute, _ofMinute + (passed.TotalMinutes * options.RequestsPerMinute));
            _ofHour = Math.Min(options.RequestsPerHour, _ofHour + (passed.TotalHours * options.RequestsPerHour));
            double hours = Math.Max((1 - _ofMinute) / options.RequestsPerMinute / 60, (1 - _ofHour) / options.RequestsPerHour);
            wait = options.RateLimits ? TimeSpan.FromHours(Math.Max(0, hours)) : TimeSpan.Zero;
            bool counts = options.RateLimits && wait == TimeSpan.Zero;
            (_ofMinute, _ofHour) = counts ? (_ofMinute - 1, _ofHour - 1) : (_ofMinute, _ofHour);
            return wait == TimeSpan.Zero;
        }
    }
}
