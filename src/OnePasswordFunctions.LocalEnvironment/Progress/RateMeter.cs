namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>How fast a count has grown over the last few seconds.</summary>
internal sealed class RateMeter(TimeProvider timeProvider)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(long Timestamp, long Count)> _samples = new();

    /// <summary>Takes the count in and gives the growth per second; 0 at first.</summary>
    public double Measure(long count)
    {
        long now = timeProvider.GetTimestamp();
        _samples.Enqueue((now, count));
        while (_samples.Count > 2 && timeProvider.GetElapsedTime(_samples.Peek().Timestamp, now) > Window)
        {
            _samples.Dequeue();
        }

        (long firstAt, long first) = _samples.Peek();
        double seconds = timeProvider.GetElapsedTime(firstAt, now).TotalSeconds;
        return seconds > 0 ? (count - first) / seconds : 0;
    }
}
