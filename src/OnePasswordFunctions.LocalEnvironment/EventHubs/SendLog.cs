namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The newest sends.</summary>
internal sealed class SendLog(int length)
{
    private readonly Lock _lock = new();
    private readonly Queue<SendRecord> _newest = new();
    private long _count;

    /// <summary>How many sends came, refused ones too.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Add(SendRecord record)
    {
        Interlocked.Increment(ref _count);
        lock (_lock)
        {
            _newest.Enqueue(record);
            if (_newest.Count > length)
            {
                _newest.Dequeue();
            }
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SendRecord> ToList()
    {
        lock (_lock)
        {
            return [.. _newest];
        }
    }
}
