namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Fires one timer function. Runs never overlap; ticks that pass during a run collapse into one run right after it; a
/// run that was due while no host was alive is made up for at the start and is marked past due.
/// </summary>
/// <param name="statusPath">The file in which its status is kept; null when it is not.</param>
/// <param name="runAsync">Invokes the function, told the status and whether the run is past due. Cancelled, it asks the function to end and waits for that.</param>
internal sealed class TimerListener(TimerSchedule schedule, string? statusPath, Func<ScheduleStatus?, bool, CancellationToken, Task> runAsync, HostLog log, TimeProvider timeProvider)
{
    // Task.Delay has an upper limit of some weeks; a yearly schedule waits in several steps.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly bool _isMonitored = schedule.AllowsMonitor(timeProvider.GetUtcNow());

    private string? StatusPath => _isMonitored ? statusPath : null;

    /// <summary>Runs until it is cancelled, and then ends without an exception.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        ScheduleStatus status = Prepare(now);
        bool isPastDue = now > status.Next;
        while (await WaitUntilAsync(status.Next, cancellationToken))
        {
            DateTimeOffset started = timeProvider.GetUtcNow();
            await runAsync(_isMonitored ? status : null, isPastDue, cancellationToken);
            (status, isPastDue) = (new ScheduleStatus(started, schedule.Next(started), started), false);
            status.Write(StatusPath, log);
        }
    }

    private ScheduleStatus Prepare(DateTimeOffset now)
    {
        ScheduleStatus? stored = ScheduleStatus.Read(StatusPath, log);
        if (stored is not null && stored.Next == schedule.Next(stored.Last != default ? stored.Last : stored.LastUpdated))
        {
            return stored;
        }

        // Nothing is stored yet, or the schedule itself changed: nothing that it would have fired in the past is made up for. The file
        // says from when Next was computed, so that a later start can tell "never fired" from "schedule changed".
        var fresh = new ScheduleStatus(default, schedule.Next(now), now);
        fresh.Write(StatusPath, log);
        return stored is null ? fresh with { LastUpdated = default } : fresh;
    }

    /// <returns>False when it is cancelled.</returns>
    private async Task<bool> WaitUntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && moment - timeProvider.GetUtcNow() is { Ticks: > 0 } remaining)
        {
            // Timers count whole milliseconds: rounding up avoids a burst of empty waits just before the moment.
            var wait = TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(remaining.TotalMilliseconds), LongestWait.TotalMilliseconds));
            await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !cancellationToken.IsCancellationRequested;
    }
}
