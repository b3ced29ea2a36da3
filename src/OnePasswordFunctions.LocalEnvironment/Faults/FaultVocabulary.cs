namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Which targets and faults a stand-in knows, and the words for them.</summary>
internal sealed class FaultVocabulary
{
    private static readonly Dictionary<string, FaultKind> AllKinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["status"] = FaultKind.Status,
        ["refuse"] = FaultKind.Refuse,
        ["reset-before"] = FaultKind.ResetBefore,
        ["reset-after"] = FaultKind.ResetAfter,
        ["reset-mid-body"] = FaultKind.ResetMidBody,
        ["lose-response"] = FaultKind.LoseResponse,
        ["stall"] = FaultKind.Stall,
        ["slow-body"] = FaultKind.SlowBody,
        ["latency"] = FaultKind.Latency,
        ["clock-skew"] = FaultKind.ClockSkew,
        ["truncated-json"] = FaultKind.TruncatedJson,
        ["truncated-length"] = FaultKind.TruncatedLength,
        ["html"] = FaultKind.Html,
        ["empty-object"] = FaultKind.EmptyObject,
        ["empty-body"] = FaultKind.EmptyBody,
        ["array-body"] = FaultKind.ArrayBody,
        ["items-null"] = FaultKind.ItemsNull,
        ["items-missing"] = FaultKind.ItemsMissing,
        ["items-object"] = FaultKind.ItemsObject,
        ["items-number"] = FaultKind.ItemsNumber,
        ["cursor-missing"] = FaultKind.CursorMissing,
        ["cursor-number"] = FaultKind.CursorNumber,
        ["cursor-empty"] = FaultKind.CursorEmpty,
        ["has-more-string"] = FaultKind.HasMoreString,
        ["has-more-missing"] = FaultKind.HasMoreMissing,
        ["duplicate"] = FaultKind.Duplicate,
        ["reorder"] = FaultKind.Reorder,
        ["same-cursor"] = FaultKind.SameCursor,
        ["empty-more"] = FaultKind.EmptyMore,
        ["cursor-expired"] = FaultKind.CursorExpired,
        ["token-revoked"] = FaultKind.TokenRevoked,
        ["hold"] = FaultKind.Hold,
        ["hold-outcome"] = FaultKind.HoldOutcome,
        ["lose-outcome"] = FaultKind.LoseOutcome,
        ["detach"] = FaultKind.Detach,
        ["close"] = FaultKind.Close,
        ["busy"] = FaultKind.Busy,
        ["unauthorized"] = FaultKind.Unauthorized,
        ["not-found"] = FaultKind.NotFound,
        ["quota"] = FaultKind.Quota,
        ["too-large"] = FaultKind.TooLarge,
        ["timeout"] = FaultKind.Timeout,
        ["internal-error"] = FaultKind.InternalError,
        ["disabled"] = FaultKind.Disabled,
        ["not-allowed"] = FaultKind.NotAllowed,
        ["argument-error"] = FaultKind.ArgumentError,
        ["released"] = FaultKind.Released,
    };

    private readonly HashSet<FaultKind> _kinds;

    private FaultVocabulary(IEnumerable<FaultKind> kinds, IReadOnlyList<string> targets, RequestKind? usualRequest = null)
    {
        _kinds = [.. kinds];
        Targets = targets;
        UsualRequest = usualRequest;
    }

    /// <summary>Faults of the Events API simulator.</summary>
    public static FaultVocabulary EventsApi { get; } = new(
        Enum.GetValues<FaultKind>().Where(kind => kind is <= FaultKind.Hold and not FaultKind.LoseResponse),
        ["auditevents", "itemusages", "signinattempts", "introspect"]);

    /// <summary>The words for the faults that are allowed here, in alphabetical order.</summary>
    public IEnumerable<string> KindNames => AllKinds.Where(pair => _kinds.Contains(pair.Value)).Select(pair => pair.Key).Order(StringComparer.Ordinal);

    /// <summary>The targets that may stand before the colon, besides <c>all</c>.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>The kind of request that a fault strikes when it names none; null means any.</summary>
    public RequestKind? UsualRequest { get; }

    /// <summary>Faults of the Event Hubs stand-in, which knows the given hubs.</summary>
    public static FaultVocabulary EventHubs(IReadOnlyList<string> hubs) => new(
        [
            FaultKind.Refuse, FaultKind.ResetBefore, FaultKind.LoseResponse, FaultKind.Stall, FaultKind.Latency,
            .. Enum.GetValues<FaultKind>().Where(kind => kind >= FaultKind.Hold),
        ],
        hubs,
        RequestKind.Send);

    /// <summary>The word for a fault.</summary>
    public static string NameOf(FaultKind kind) => AllKinds.First(pair => pair.Value == kind).Key;

    /// <summary>Finds a fault by its word.</summary>
    public bool TryFind(string name, out FaultKind kind) => AllKinds.TryGetValue(name, out kind) && _kinds.Contains(kind);
}
