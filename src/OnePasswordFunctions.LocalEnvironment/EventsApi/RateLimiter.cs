namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The API's two limits, per minute and per hour, shared by all feeds of an account.</summary>
internal sealed class RateLimiter(SimulatorOptions options, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (TokenBucket Minute, TokenBucket Hour)> _buckets = new(StringComparer.Ordinal);

    /// <summary>Counts a request; false when it is over a limit, with the wait until one passes again.</summary>
    public bool TryTake(TokenClaims token, out TimeSpan wait)
    {
        lock (_lock)
        {
            string key = token.Account;
            if (!_buckets.TryGetValue(key, out (TokenBucket Minute, TokenBucket Hour) buckets))
            {
                buckets = (
                    new TokenBucket(options.RequestsPerMinute, TimeSpan.FromMinutes(1), timeProvider),
                    new TokenBucket(options.RequestsPerHour, TimeSpan.FromHours(1), timeProvider));
                _buckets[key] = buckets;
            }

            TimeSpan minute = buckets.Minute.Wait();
            TimeSpan hour = buckets.Hour.Wait();
            wait = minute > hour ? minute : hour;
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            buckets.Minute.Take();
            buckets.Hour.Take();
            return true;
        }
    }
}
