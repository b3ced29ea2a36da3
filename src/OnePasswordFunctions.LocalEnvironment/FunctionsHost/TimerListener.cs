namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Fires one timer function. Runs never overlap; ticks that pass during a run collapse into one run right after it; a
/// run that was due while no host was alive is made up for at the start and is marked past due.
/// </summary>
/// <param name="schedule">When it fires.</param>
/// <param name="statusPath">The file in which its status is kept.</param>
/// <param name="runAsync">Invokes the function, told the status and whether the run is past due. Cancelled, it asks the function to end and waits for that.</param>
internal sealed class TimerListener(
    TimerSchedule schedule,
    string statusPath,
    Func<ScheduleStatus?, bool, CancellationToken, Task> runAsync,
    HostLog log,
    TimeProvider timeProvider)
{
    // Task.Delay has an upper limit of some weeks; a yearly schedule waits in several steps.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly bool _isMonitored = schedule.AllowsMonitor(timeProvider.GetUtcNow());

    /// <summary>Runs until it is cancelled, and then ends without an exception.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            DateTimeOffset now = timeProvider.GetUtcNow();
            ScheduleStatus status = Prepare(now);
            if (now > status.Next)
            {
                status = await FireAsync(status, isPastDue: true, cancellationToken);
            }

            while (true)
            {
                await WaitUntilAsync(status.Next, cancellationToken);
                status = await FireAsync(status, isPastDue: false, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private ScheduleStatus Prepare(DateTimeOffset now)
    {
        ScheduleStatus? stored = _isMonitored ? ScheduleStatus.Read(statusPath, log) : null;
        DateTimeOffset basis = stored is null ? now : stored.Last != default ? stored.Last : stored.LastUpdated != default ? stored.LastUpdated : now;
        if (stored is not null && stored.Next == schedule.Next(basis))
        {
            return stored;
        }

        // Nothing is stored yet, or the schedule itself changed: nothing that it would have fired in the past is made up for. The file
        // says from when Next was computed, so that a later start can tell "never fired" from "schedule changed".
        basis = now > schedule.Next(basis) ? now : basis;
        var fresh = new ScheduleStatus(default, schedule.Next(basis), basis);
        Store(fresh);
        return stored is null ? fresh with { LastUpdated = default } : fresh;
    }

    private async Task<ScheduleStatus> FireAsync(ScheduleStatus status, bool isPastDue, CancellationToken cancellationToken)
    {
        DateTimeOffset started = timeProvider.GetUtcNow();
        await runAsync(_isMonitored ? status : null, isPastDue, cancellationToken);

        // A clock that fired early must not fire a second time at the scheduled moment.
        DateTimeOffset basis = started < status.Next ? status.Next : started;
        var next = new ScheduleStatus(basis, schedule.Next(basis), basis);
        Store(next);
        return next;
    }

    private void Store(ScheduleStatus status)
    {
        if (_isMonitored)
        {
            status.Write(statusPath, log);
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (TimeSpan remaining = moment - timeProvider.GetUtcNow(); remaining > TimeSpan.Zero; remaining = moment - timeProvider.GetUtcNow())
        {
            TimeSpan wait = remaining < LongestWait ? remaining : LongestWait;

            // Timers count whole milliseconds: rounding up avoids a burst of empty waits just before the moment.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), timeProvider, cancellationToken);
        }
    }
}
