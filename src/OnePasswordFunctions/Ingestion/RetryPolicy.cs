namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// How long to wait before the next attempt, for all three seams. A fault that may pass is tried again with growing, randomised
/// pauses; throttling waits as long as the other side asks. A pause that the run has no time for is not begun.
/// </summary>
internal sealed class RetryPolicy(Func<double> random)
{
    /// <summary>Attempts after the first, for faults other than throttling: about 15 seconds in all, then the next run tries again.</summary>
    public const int MaximumRetries = 5;

    /// <summary>Event Hubs asks for at least this after it said that it is busy.</summary>
    public static readonly TimeSpan HubThrottleFloor = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan FaultStep = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan FaultCeiling = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ThrottleStep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ThrottleCeiling = TimeSpan.FromSeconds(60);

    /// <summary>The pause before the next attempt, or null when there must be none.</summary>
    /// <param name="failure">What the last attempt met.</param>
    /// <param name="retry">How many retries went before, 0 after the first attempt.</param>
    /// <param name="remaining">The time that the run has left.</param>
    public TimeSpan? GetPause(IngestionException failure, int retry, TimeSpan remaining)
    {
        bool isThrottle = failure.Failure == IngestionFailure.Throttled;
        if (!failure.IsTransient || (!isThrottle && retry >= MaximumRetries))
        {
            return null;
        }

        TimeSpan pause = isThrottle ? GetThrottlePause(failure, retry) : Jitter(FaultStep, FaultCeiling, retry);
        if (failure.RetryAfter is { } asked && asked > pause)
        {
            pause = asked;
        }

        return pause < remaining ? pause : null;
    }

    private TimeSpan GetThrottlePause(IngestionException failure, int retry)
    {
        TimeSpan pause = Jitter(ThrottleStep, ThrottleCeiling, retry);
        return failure.Target == IngestionTarget.EventHub && pause < HubThrottleFloor ? HubThrottleFloor : pause;
    }

    /// <summary>Doubles each time up to the ceiling; between half of it and the whole, so that three feeds do not retry in step.</summary>
    private TimeSpan Jitter(TimeSpan step, TimeSpan ceiling, int retry)
    {
        TimeSpan whole = TimeSpan.FromTicks((long)Math.Min(ceiling.Ticks, step.Ticks * Math.Pow(2, retry)));
        return whole * (0.5 + (random() / 2));
    }
}
