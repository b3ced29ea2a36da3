namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// Fires one timer function. Runs never overlap; ticks that pass during a run collapse into one run right after it; a
/// run that was due while no host was alive is made up for at the start and is marked past due.
/// </summary>
/// <param name="schedule">When it fires.</param>
/// <param name="file">Where its status is kept.</param>
/// <param name="runAsync">Invokes the function, including its retries. Cancelled, it asks the function to end and waits for that.</param>
internal sealed class TimerListener(
    TimerSchedule schedule,
    ScheduleStatusFile file,
    Func<ScheduleStatus?, bool, CancellationToken, Task> runAsync,
    TimeProvider timeProvider)
{
    // Task.Delay has an upper limit of some weeks; a yearly schedule waits in several steps.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private ScheduleStatus _status = new(default, default, default);
    private bool _isMonitored;

    /// <summary>Runs until it is cancelled, and then ends without an exception.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            DateTimeOffset now = Now();
            _isMonitored = schedule.AllowsMonitor(now);
            if (Prepare(now))
            {
                await FireAsync(isPastDue: true, isScheduled: false, cancellationToken);
            }

            while (true)
            {
                await WaitUntilAsync(_status.Next, cancellationToken);
                await FireAsync(isPastDue: false, isScheduled: true, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private bool Prepare(DateTimeOffset now)
    {
        ScheduleStatus? stored = _isMonitored ? file.Read() : null;
        if (stored is null)
        {
            _status = new ScheduleStatus(default, Next(now), default);
            if (_isMonitored)
            {
                // The file says from when Next was computed, so that a later start can tell "never fired" from "schedule changed".
                file.Write(_status with { LastUpdated = now });
            }

            return false;
        }

        DateTimeOffset basis = stored.Last != default ? stored.Last : stored.LastUpdated != default ? stored.LastUpdated : now;
        DateTimeOffset expected = Next(basis);
        if (stored.Next != expected)
        {
            // The schedule itself changed: nothing that the new one would have fired in the past is made up for.
            stored = now > expected ? new ScheduleStatus(default, Next(now), now) : new ScheduleStatus(default, expected, basis);
            file.Write(stored);
        }

        _status = stored;
        return now > stored.Next;
    }

    private async Task FireAsync(bool isPastDue, bool isScheduled, CancellationToken cancellationToken)
    {
        DateTimeOffset started = Now();
        await runAsync(_isMonitored ? _status : null, isPastDue, cancellationToken);

        // A clock that fired early must not fire a second time at the scheduled moment.
        DateTimeOffset basis = isScheduled && started < _status.Next ? _status.Next : started;
        _status = new ScheduleStatus(basis, Next(basis), basis);
        if (_isMonitored)
        {
            file.Write(_status);
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (TimeSpan remaining = moment - Now(); remaining > TimeSpan.Zero; remaining = moment - Now())
        {
            TimeSpan wait = remaining < LongestWait ? remaining : LongestWait;

            // Timers count whole milliseconds: rounding up avoids a burst of empty waits just before the moment.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), timeProvider, cancellationToken);
        }
    }

    private DateTimeOffset Next(DateTimeOffset after) => schedule.Next(after);

    private DateTimeOffset Now() => timeProvider.GetUtcNow();
}
