using System.Collections.Concurrent;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The tokens that were put on one connection, by what they give access to.</summary>
/// <param name="expired">Called when a token has ended that no newer one took the place of.</param>
internal sealed class ConnectionTokens(TimeProvider timeProvider, Action expired) : IDisposable
{
    // What a timer waits for at most; no client asks for a token that lasts longer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentBag<ITimer> _timers = [];

    /// <summary>The token that the client put last, whatever was answered.</summary>
    public string Newest { get; set; } = "";

    /// <summary>How many tokens were put and accepted.</summary>
    public int Count => _timers.Count;

    /// <summary>Forgets all tokens, as if their time were over.</summary>
    public void Clear()
    {
        _expiries.Clear();
        expired();
    }

    /// <summary>Takes a token in the place of an older one for the same path.</summary>
    public void Put(string path, DateTimeOffset expiry)
    {
        _expiries[path] = expiry;
        TimeSpan rest = expiry - timeProvider.GetUtcNow();
        _timers.Add(timeProvider.CreateTimer(_ => Tell(expiry), null, rest < Longest ? rest : Longest, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Whether a token that has not ended gives access to a path.</summary>
    public bool Covers(string path)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        return _expiries.Any(pair => pair.Value > now && HubAddress.Covers(pair.Key, path));
    }

    public void Dispose()
    {
        foreach (ITimer timer in _timers)
        {
            timer.Dispose();
        }
    }

    private void Tell(DateTimeOffset expiry)
    {
        if (_expiries.Values.Contains(expiry))
        {
            expired();
        }
    }
}
