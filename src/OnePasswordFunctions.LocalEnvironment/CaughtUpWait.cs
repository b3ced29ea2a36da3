using OnePasswordFunctions.LocalEnvironment.Progress;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Waits until every event that the simulator has is in the hub, and then for one more run of each feed, in which a repeat would show.</summary>
internal sealed class CaughtUpWait(LocalServices services, ProgressBoard board, TimeProvider timeProvider)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Gives false when the time is over before.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        DateTimeOffset? complete = null;
        while (timeProvider.GetElapsedTime(started) < limit)
        {
            complete ??= services.Simulator!.IsFullyVisible && services.Ledger!.Compare().IsComplete ? timeProvider.GetUtcNow() : null;
            if (complete is { } moment && board.EveryFeedRanSince(moment))
            {
                return true;
            }

            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }

        return false;
    }
}
