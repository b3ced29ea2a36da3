namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Decides whether a worker that crashed is started once more.</summary>
/// <param name="maximum">The crash at which the host gives up.</param>
internal sealed class CrashCounter(int maximum)
{
    private static readonly TimeSpan Forgets = TimeSpan.FromMinutes(30);

    private DateTimeOffset _last;
    private int _count;

    /// <summary>Counts a crash. One that is more than 30 minutes after the one before begins the count anew.</summary>
    public bool AllowsRestart(DateTimeOffset now)
    {
        if (now - _last > Forgets)
        {
            _count = 0;
        }

        _last = now;
        _count++;
        return _count < maximum;
    }
}
