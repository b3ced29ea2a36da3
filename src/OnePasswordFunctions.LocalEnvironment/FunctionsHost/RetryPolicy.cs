using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How a failed run of a timer is repeated.</summary>
/// <param name="MaxRetryCount">Attempts after the first; -1 means without end.</param>
/// <param name="MinimumDelay">The pause before the first retry.</param>
/// <param name="MaximumDelay">The pause never grows beyond this; equal to the minimum for a fixed delay.</param>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan MinimumDelay, TimeSpan MaximumDelay)
{
    /// <summary>Reads what an attribute on the function says.</summary>
    public static RetryPolicy Read(RetryOptions options) => options.RetryStrategy == RetryOptions.Types.Strategy.FixedDelay
        ? new RetryPolicy(options.MaxRetryCount, options.DelayInterval.ToTimeSpan(), options.DelayInterval.ToTimeSpan())
        : new RetryPolicy(options.MaxRetryCount, options.MinimumInterval.ToTimeSpan(), options.MaximumInterval.ToTimeSpan());

    /// <summary>Whether another attempt follows after <paramref name="retryCount"/> retries.</summary>
    public bool AllowsRetry(int retryCount) => MaxRetryCount == -1 || retryCount < MaxRetryCount;

    /// <summary>The pause before retry number <paramref name="retryNumber"/>, counted from 1. The real host adds a little chance to the growing kind.</summary>
    public TimeSpan DelayBefore(int retryNumber)
    {
        double factor = Math.Pow(2, Math.Min(retryNumber - 1, 30));
        return TimeSpan.FromTicks((long)Math.Min(MaximumDelay.Ticks, MinimumDelay.Ticks * factor));
    }
}
