namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The tokens that were put on one connection, by what they give access to. Tells when one ends.</summary>
internal sealed class ConnectionTokens : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _expiries = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;

    /// <param name="expired">Called after a token has ended.</param>
    public ConnectionTokens(TimeProvider timeProvider, Action expired)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(_ =>
        {
            expired();
            SetTimer();
        }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many tokens were put and accepted.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all tokens, as if their time were over.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _expiries.Clear();
        }
    }

    /// <summary>Takes a token in the place of an older one for the same path.</summary>
    public void Put(string path, DateTimeOffset expiry)
    {
        lock (_lock)
        {
            Count++;
            _expiries[path] = expiry;
        }

        SetTimer();
    }

    /// <summary>Whether a token that has not ended gives access to a path.</summary>
    public bool Covers(string path)
    {
        lock (_lock)
        {
            DateTimeOffset now = _timeProvider.GetUtcNow();
            return _expiries.Any(pair => pair.Value > now && HubAddress.Covers(pair.Key, path));
        }
    }

    public void Dispose() => _timer.Dispose();

    private void SetTimer()
    {
        lock (_lock)
        {
            DateTimeOffset now = _timeProvider.GetUtcNow();
            double[] rests = [.. _expiries.Values.Where(expiry => expiry > now).Select(expiry => (expiry - now).TotalMilliseconds)];
            if (rests.Length > 0)
            {
                // A timer takes no more than some weeks; for a token that lasts longer it only looks again.
                _timer.Change(TimeSpan.FromMilliseconds(Math.Min(rests.Min(), int.MaxValue)), Timeout.InfiniteTimeSpan);
            }
        }
    }
}
