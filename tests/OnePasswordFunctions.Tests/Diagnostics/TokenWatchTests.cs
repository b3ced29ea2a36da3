using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>What the token says of itself is told before it hurts, and never decides anything.</summary>
public class TokenWatchTests
{
    private static readonly string[] _allFeeds = ["auditevents", "itemusages", "signinattempts"];

    private readonly RecordingLogger<TokenWatch> _log = new();
    private readonly SteppedTime _time = new();

    [Fact]
    public void Expiry_IsWarnedOfOnceAtEachStep()
    {
        TokenWatch watch = Watch(new TokenClaims(null, _allFeeds, SteppedTime.Epoch.AddDays(40), null));
        var warnedAt = new List<int>();
        for (int day = 0; day < 42; day++)
        {
            int before = _log.Entries.Count;
            foreach (EventFeed feed in EventFeed.All)
            {
                watch.Look(feed);
                watch.Look(feed);
            }

            if (_log.Entries.Count > before)
            {
                warnedAt.Add(40 - day);
            }

            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal([30, 14, 7, 1, 0], warnedAt);
        Assert.Equal([602, 602, 602, 602, 603], _log.Entries.Select(entry => entry.Id));
        Assert.Equal([LogLevel.Warning, LogLevel.Warning, LogLevel.Warning, LogLevel.Warning, LogLevel.Error], _log.Entries.Select(entry => entry.Level));
    }

    [Fact]
    public void ProcessThatStartsLate_WarnsAtOnce()
    {
        Watch(new TokenClaims(null, _allFeeds, SteppedTime.Epoch.AddDays(5), null)).Look(EventFeed.AuditEvents);

        Assert.Contains("5.0 days", Assert.Single(_log.Entries).Message);
    }

    [Fact]
    public void TokenWithoutExpiry_IsQuiet()
    {
        Watch(new TokenClaims("events.1password.com", _allFeeds, null, null)).Look(EventFeed.AuditEvents);

        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void MissingFeed_IsWarnedOfOnceAndForThatFeedAlone()
    {
        TokenWatch watch = Watch(new TokenClaims(null, ["signinattempts"], null, null));
        watch.Look(EventFeed.SignInAttempts);
        watch.Look(EventFeed.ItemUsageActions);
        watch.Look(EventFeed.ItemUsageActions);

        (LogLevel level, int id, string message) = Assert.Single(_log.Entries);
        Assert.Equal((LogLevel.Warning, 604), (level, id));
        Assert.StartsWith("itemusages:", message);
    }

    [Theory]
    [InlineData("events.1password.eu", "https://events.1password.com", true)]
    [InlineData("events.1password.com", "https://events.1password.com", false)]
    [InlineData("EVENTS.1password.com", "https://events.1password.com", false)]
    [InlineData("https://events.1password.com", "https://events.1password.com", false)]
    [InlineData(TokenClaims.LegacyAudience, "https://events.1password.com", false)]
    [InlineData("events.1password.eu", "http://127.0.0.1:5000", false)]
    [InlineData("https://events.1password.ca", "https://events.1password.com", true)]
    [InlineData("events.ent.1password.com", "https://collector.contoso.com", true)]
    [InlineData("com.1password.connect", "https://events.1password.com", false)]
    [InlineData("events.1password.com.evil.example", "https://events.1password.eu", false)]
    [InlineData("https://events.1password.com@evil.example", "https://events.1password.eu", false)]
    [InlineData(null, "https://events.1password.com", false)]
    public void OtherServer_IsWarnedOf(string? audience, string serverUrl, bool isWarned)
    {
        TokenWatch watch = Watch(new TokenClaims(audience, _allFeeds, null, null), serverUrl);
        watch.Look(EventFeed.AuditEvents);
        watch.Look(EventFeed.AuditEvents);

        Assert.Equal(isWarned ? [605] : [], _log.Entries.Select(entry => entry.Id));
    }

    [Theory]
    [InlineData("page", nameof(IngestionFailure.NotAuthorized))]
    [InlineData("introspect", nameof(IngestionFailure.Unauthorized))]
    public void MissingFeed_IsAskedForAndThenNamed(string refused, string expected)
    {
        var feed = new ObservedFeed { Feed = EventFeed.ItemUsageActions, Token = new TokenClaims(null, ["auditevents"], null, null) };
        feed.Api.Script.Decide = call => call == refused ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized)) : null;

        RunResult result = feed.Run();

        // A token that is refused as a whole is not a matter of one feed.
        Assert.Equal((RunOutcome.Failed, expected), (result.Outcome, result.Failure.ToString()));
        Assert.Contains(refused, feed.Api.Script.Calls);
        Assert.StartsWith(expected, feed.Store.Peek(feed.Feed)!.LastError);
    }

    [Theory]
    [InlineData("itemusages")]
    [InlineData(null)]
    public void RefusedToken_ThatIncludesTheFeedOrSaysNothing_IsUnauthorized(string? feature)
    {
        var feed = new ObservedFeed { Feed = EventFeed.ItemUsageActions, Token = new TokenClaims(null, feature is null ? [] : [feature], null, null) };
        feed.Api.Script.Decide = call => call == "page" ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized)) : null;

        Assert.Equal(IngestionFailure.Unauthorized, feed.Run().Failure);
    }

    [Fact]
    public void Claim_IsNotTrusted()
    {
        ObservedFeed feed = new ObservedFeed { Feed = EventFeed.ItemUsageActions, Token = new TokenClaims(null, ["auditevents"], SteppedTime.Epoch.AddDays(-1), null) }
            .Arrive(3, TimeSpan.FromHours(1), TimeSpan.Zero);

        RunResult result = feed.Run();

        Assert.Equal((RunOutcome.CaughtUp, 3), (result.Outcome, result.Tally.Events));
        Assert.Equal(-1, result.GetTokenDaysLeft(SteppedTime.Epoch)!.Value, 3);
    }

    private TokenWatch Watch(TokenClaims token, string serverUrl = "https://events.1password.com") =>
        new(new ObservedFeed { Token = token }.Options, new Uri(serverUrl), _time, _log);
}
