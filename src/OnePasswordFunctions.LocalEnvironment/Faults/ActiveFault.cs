namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>A fault that is switched on, with what is left of it. Counted under the lock of its <see cref="FaultPlan"/>.</summary>
internal sealed class ActiveFault(FaultSpec spec, TimeProvider timeProvider)
{
    private static readonly TimeSpan UsualLatency = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _addedAt = timeProvider.GetTimestamp();
    private readonly Random? _random = spec.Chance is null ? null : new Random(spec.Seed);
    private int _matched;

    public FaultSpec Spec { get; } = spec;

    /// <summary>How many requests it has struck.</summary>
    public int Struck { get; private set; }

    /// <summary>Ends when the fault is taken away; what holds requests waits for it.</summary>
    public Task Removed => _removed.Task;

    public bool IsUsedUp => (Spec.Count is int count && Struck >= count)
        || (Spec.For is TimeSpan period && timeProvider.GetElapsedTime(_addedAt) >= period);

    public bool TryStrike()
    {
        int number = _matched++;
        if (number < Spec.After || (number - Spec.After + 1) % Spec.Every != 0 || IsUsedUp || _random?.NextDouble() >= Spec.Chance)
        {
            return false;
        }

        Struck++;
        return true;
    }

    /// <summary>Keeps a request waiting for as long as the fault says; the faults that do nothing of that kind return at once.</summary>
    public Task DelayAsync(CancellationToken cancellationToken) => Spec.Kind switch
    {
        "stall" => Task.Delay(Spec.Delay ?? Timeout.InfiniteTimeSpan, timeProvider, cancellationToken),
        "latency" => Task.Delay(Spec.Delay ?? UsualLatency, timeProvider, cancellationToken),
        "hold" => Removed.WaitAsync(cancellationToken),
        _ => Task.CompletedTask,
    };

    public void Remove() => _removed.TrySetResult();
}
