using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Ingestion;

public sealed class EventFeedTests
{
    [Theory]
    [InlineData("Audit events", "auditevents", "/api/v2/auditevents", "IngestAuditEvents", "com.1password.auditevent")]
    [InlineData("Item usage actions", "itemusages", "/api/v2/itemusages", "IngestItemUsageActions", "com.1password.itemusage")]
    [InlineData("Sign in attempts", "signinattempts", "/api/v2/signinattempts", "IngestSignInAttempts", "com.1password.signinattempt")]
    public void All_EachFeed_HasItsNames(string display, string name, string path, string function, string type)
    {
        EventFeed feed = EventFeed.All.Single(candidate => candidate.DisplayName == display);

        Assert.Equal((name, path, function, type), (feed.Name, feed.ApiPath, feed.FunctionName, feed.EventType));
    }

    [Theory]
    [InlineData("audit EVENTS", "auditevents")]
    [InlineData(" ItemUsages ", "itemusages")]
    [InlineData("signinattempts", "signinattempts")]
    [InlineData("SignInAttempts", "signinattempts")]
    [InlineData("Sign-in attempts", "signinattempts")]
    [InlineData("sign‑in_attempts", "signinattempts")]
    [InlineData("item-usages", "itemusages")]
    [InlineData("item_usage_actions", "itemusages")]
    [InlineData("Audit  Events", "auditevents")]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData(null, null)]
    [InlineData("audit", null)]
    public void TryParse_AnySpelling_FindsTheFeed(string? text, string? name)
    {
        Assert.Equal(name is not null, EventFeed.TryParse(text, out EventFeed? feed));
        Assert.Equal(name, feed?.Name);
    }
}
