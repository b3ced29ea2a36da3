using OnePasswordFunctions.LocalEnvironment.Progress;
using OnePasswordFunctions.LocalEnvironment.Proof;

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
            if (complete is null && services.Simulator!.IsFullyVisible && IsComplete(services.Ledger!.Compare()))
            {
                complete = timeProvider.GetUtcNow();
            }

            if (complete is { } moment && board.EveryFeedRanSince(moment))
            {
                return true;
            }

            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }

        return false;
    }

    /// <summary>Whether every event is in the hub exactly once, unchanged, and nothing else is there.</summary>
    public static bool IsProven(DeliveryReport report) => IsComplete(report) && report.NothingLost && report.Repeated == 0;

    private static bool IsComplete(DeliveryReport report) => report.Served == report.Held && report.Published == report.Held && report.Missing == 0;
}
