using System.Collections.Frozen;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>What a run does and how much of it.</summary>
internal sealed class IngestionOptions
{
    /// <summary>A maximum above this draws a warning at start-up.</summary>
    public const int UnusualMaximum = 100_000;

    /// <summary>False: timers answer <see cref="RunOutcome.Disabled"/> and do nothing.</summary>
    public bool FetchEvents { get; init; } = true;

    /// <summary>The feeds to read; the timers of the others answer <see cref="RunOutcome.Disabled"/>.</summary>
    public IReadOnlyList<EventFeed> EnabledFeeds { get; init; } = EventFeed.All;

    /// <summary>The most events that one run publishes, exactly; at least 1.</summary>
    public required FrozenDictionary<EventFeed, int> MaximumPerFetch { get; init; }

    /// <summary>How far before the first run the feed begins; at most 120 days.</summary>
    public TimeSpan InitialLookback { get; init; } = TimeSpan.FromDays(1);

    /// <summary>After this no new page or batch is begun. The host ends a function at five minutes.</summary>
    public TimeSpan MaxRunDuration { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How far before the last event time a feed restarts when its cursor was rejected.</summary>
    public TimeSpan CursorRecoveryOverlap { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether a position of another 1Password account may be given up.</summary>
    public bool AcceptOtherAccount { get; init; }

    /// <summary>Whether a run after one that may not have ended in order looks up in the hub what need not be sent again.</summary>
    public bool ReadBackAfterCrash { get; init; }

    /// <summary>What the token says of itself, unverified: good for warnings and for naming a refusal, never for deciding what to ask for.</summary>
    public TokenClaims? Token { get; init; }

    /// <summary>A short hash of the token, to notice that it changed. Not the token.</summary>
    public string TokenFingerprint { get; init; } = "";

    /// <summary>How often a feed without news refreshes its row, so that people see it is alive.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether the token says that it does not include <paramref name="feed"/>. A token that names no feed says nothing.</summary>
    public bool TokenLacks(EventFeed feed) => Token is { Features.Count: > 0 } token && !token.Features.Contains(feed.Name);
}
