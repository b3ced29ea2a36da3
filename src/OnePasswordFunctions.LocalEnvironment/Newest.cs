namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>The newest of something, and the count of all.</summary>
internal sealed class Newest<T>(int length)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _kept = new();
    private long _count;

    /// <summary>How many came in all.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Add(T item)
    {
        Interlocked.Increment(ref _count);
        lock (_lock)
        {
            _kept.Enqueue(item);
            if (_kept.Count > length)
            {
                _kept.Dequeue();
            }
        }
    }

    /// <summary>The kept ones, oldest first.</summary>
    public IReadOnlyList<T> ToList()
    {
        lock (_lock)
        {
            return [.. _kept];
        }
    }
}
