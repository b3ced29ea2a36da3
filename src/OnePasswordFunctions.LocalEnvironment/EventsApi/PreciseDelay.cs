using System.Diagnostics;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Waits to a fraction of a millisecond, so that "100 ms per page" is not 101 in a benchmark.</summary>
internal static class PreciseDelay
{
    /// <summary>Waits until <paramref name="delay"/> has passed since <paramref name="started"/>, a timestamp of <see cref="Stopwatch"/>.</summary>
    public static async Task UntilAsync(long started, TimeSpan delay, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (timeProvider != TimeProvider.System)
        {
            await Task.Delay(delay, timeProvider, cancellationToken);
            return;
        }

        // The timer fires up to a millisecond late, never early: sleep short of the mark, then spin over the rest.
        TimeSpan coarse = delay - Stopwatch.GetElapsedTime(started) - TimeSpan.FromMilliseconds(1);
        if (coarse >= TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(coarse, timeProvider, cancellationToken);
        }

        while (Stopwatch.GetElapsedTime(started) < delay)
        {
            Thread.SpinWait(20);
        }
    }
}
