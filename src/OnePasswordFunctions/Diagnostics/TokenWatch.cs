using System.Collections.Concurrent;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>
/// Warns of what the token says of itself before it hurts: that it expires, that it lacks a feed, that another server issued it.
/// Each thing once per process and never more; the run's record repeats it. Decides nothing.
/// </summary>
internal sealed partial class TokenWatch(IngestionOptions options, Uri serverUrl, TimeProvider time, ILogger<TokenWatch> logger)
{
    /// <summary>Days left at which a warning is due.</summary>
    private static readonly int[] _thresholds = [1, 7, 14, 30];

    private readonly ConcurrentDictionary<string, bool> _said = [];

    /// <summary>Looks at the token on behalf of a run of <paramref name="feed"/>.</summary>
    public void Look(EventFeed feed)
    {
        if (options.Token is not { } token)
        {
            return;
        }

        LookAtExpiry(token);
        if (options.TokenLacks(feed) && IsNew($"lacks {feed}"))
        {
            LogFeedMissing(feed, string.Join(", ", token.Features));
        }

        if (TokenRegion.Judge(token, serverUrl) is { Match: TokenRegionMatch.Other, Issuer: { } issuer } && IsNew("audience"))
        {
            LogOtherServer(issuer, serverUrl.Host);
        }
    }

    private void LookAtExpiry(TokenClaims token)
    {
        if (token.ExpiresAt is not { } end)
        {
            return;
        }

        double days = (end - time.GetUtcNow()).TotalDays;
        if (days <= 0)
        {
            if (IsNew("expired"))
            {
                LogExpired(end);
            }

            return;
        }

        // A process that starts with five days left warns at once, and then again only at one.
        int threshold = _thresholds.FirstOrDefault(threshold => days <= threshold);
        if (threshold > 0 && IsNew($"expires {threshold}"))
        {
            LogExpires(days, end);
        }
    }

    private bool IsNew(string what) => _said.TryAdd(what, true);

    [LoggerMessage(602, LogLevel.Warning, "The 1Password token expires in {Days:0.0} days, at {ExpiresAt:O}. Issue a second one in the same integration and store it; then nothing stops.")]
    private partial void LogExpires(double days, DateTimeOffset expiresAt);

    [LoggerMessage(603, LogLevel.Error, "The 1Password token expired at {ExpiresAt:O}. Nothing is fetched with it; issue a new one and store it. The feeds continue where they were.")]
    private partial void LogExpired(DateTimeOffset expiresAt);

    [LoggerMessage(604, LogLevel.Warning, "{Feed}: the 1Password token does not include this feed; it has: {Features}. The API is asked all the same. Issue a token with all features, or take the feed out of OnePassword__EventTypes.")]
    private partial void LogFeedMissing(EventFeed feed, string features);

    [LoggerMessage(605, LogLevel.Warning, "The 1Password token was issued by {Issuer}, and OnePassword__ServerUrl is {Server}. A server of another region refuses it with 401; set the URL of the account's region.")]
    private partial void LogOtherServer(string issuer, string server);
}
