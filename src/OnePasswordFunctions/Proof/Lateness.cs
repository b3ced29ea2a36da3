namespace OnePasswordFunctions.Proof;

/// <summary>How long after their own time events came into the hub. Counts in steps of four in a hundred, so it takes the same room however many there are.</summary>
internal sealed class Lateness
{
    private const double Step = 1.04;
    private const int Steps = 512;

    private readonly long[] _counts = new long[Steps];
    private TimeSpan _longest;
    private long _count;

    /// <summary>Takes an event into account. A time ahead of the hub's clock counts as no delay.</summary>
    public void Add(TimeSpan late)
    {
        TimeSpan delay = late > TimeSpan.Zero ? late : TimeSpan.Zero;
        _counts[Math.Min(Steps - 1, (int)Math.Ceiling(Math.Log(1 + (delay.TotalSeconds * 10), Step)))]++;
        _longest = delay > _longest ? delay : _longest;
        _count++;
    }

    /// <summary>The delay that so many of a hundred events stayed within, a little too high rather than too low; null without events.</summary>
    public TimeSpan? Within(double percent)
    {
        double sought = Math.Ceiling(_count * percent / 100);
        long passed = 0;
        for (int step = 0; step < Steps && _count > 0; step++)
        {
            passed += _counts[step];
            if (passed >= sought)
            {
                TimeSpan top = TimeSpan.FromSeconds((Math.Pow(Step, step) - 1) / 10);
                return top < _longest ? top : _longest;
            }
        }

        return null;
    }
}
