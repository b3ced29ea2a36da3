using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Which targets and faults a stand-in knows, and the words for them.</summary>
internal sealed class FaultVocabulary
{
    // As JSON would have it: ResetMidBody is reset-mid-body.
    private static readonly Dictionary<string, FaultKind> AllKinds = Enum.GetValues<FaultKind>()
        .ToDictionary(kind => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString()), StringComparer.OrdinalIgnoreCase);

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
