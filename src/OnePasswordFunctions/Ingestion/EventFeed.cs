using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OnePasswordFunctions.Ingestion;

/// <summary>One of the three event streams of the 1Password Events API. A feed has its own cursor, timer, maximum and table row.</summary>
internal sealed class EventFeed
{
    /// <summary>What administrators and members did in the account (<c>POST /api/v2/auditevents</c>).</summary>
    public static readonly EventFeed AuditEvents = new("auditevents", "Audit events", "AuditEvents", "com.1password.auditevent");

    /// <summary>What was done with items of shared vaults (<c>POST /api/v2/itemusages</c>). Arrives up to a day late.</summary>
    public static readonly EventFeed ItemUsageActions = new("itemusages", "Item usage actions", "ItemUsageActions", "com.1password.itemusage");

    /// <summary>Sign-ins that succeeded or failed (<c>POST /api/v2/signinattempts</c>).</summary>
    public static readonly EventFeed SignInAttempts = new("signinattempts", "Sign in attempts", "SignInAttempts", "com.1password.signinattempt");

    private EventFeed(string name, string displayName, string settingName, string eventType)
    {
        Name = name;
        DisplayName = displayName;
        SettingName = settingName;
        EventType = eventType;
    }

    /// <summary>All feeds, in the order in which people see them.</summary>
    public static ImmutableArray<EventFeed> All { get; } = [AuditEvents, ItemUsageActions, SignInAttempts];

    /// <summary>The API's word: the last segment of the path, the token's feature scope, and the row key in the cursor table.</summary>
    public string Name { get; }

    /// <summary>The words shown to people.</summary>
    public string DisplayName { get; }

    /// <summary>The part of setting names and of function names that stands for this feed.</summary>
    public string SettingName { get; }

    /// <summary>The CloudEvents attribute <c>type</c> of every message of this feed.</summary>
    public string EventType { get; }

    /// <summary>The name of the timer function.</summary>
    public string FunctionName => "Ingest" + SettingName;

    /// <summary>The API path, below the server's URL.</summary>
    public string ApiPath => "/api/v2/" + Name;

    /// <summary>Finds a feed by display name, feature name or setting name, in any letter case, with blanks, hyphens and underscores anywhere.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EventFeed? feed)
    {
        string sought = Squeeze(text ?? "");
        feed = All.FirstOrDefault(candidate =>
            sought.Equals(candidate.Name, StringComparison.OrdinalIgnoreCase) || sought.Equals(candidate.SettingName, StringComparison.OrdinalIgnoreCase));
        return feed is not null;
    }

    /// <summary>People write "Sign in", "Sign-in" and "sign_in" for the same.</summary>
    private static string Squeeze(string text) => string.Concat(text.Where(character =>
        !char.IsWhiteSpace(character) && char.GetUnicodeCategory(character) is not (UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation)));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
