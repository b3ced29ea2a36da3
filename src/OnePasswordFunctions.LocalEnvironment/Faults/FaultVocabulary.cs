using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Which targets and faults a server knows, and the words for them.</summary>
/// <param name="Kinds">The faults that are allowed.</param>
/// <param name="Targets">What may stand before the colon, besides <c>all</c>; null for anything.</param>
/// <param name="UsualRequest">The kind of request that a fault strikes when it names none; null means any.</param>
internal sealed record FaultVocabulary(IReadOnlyCollection<FaultKind> Kinds, IReadOnlyList<string>? Targets, RequestKind? UsualRequest = null)
{
    /// <summary>Faults of the Events API simulator.</summary>
    public static FaultVocabulary EventsApi { get; } = new(
        [.. Enum.GetValues<FaultKind>().Where(kind => kind is <= FaultKind.Hold and not FaultKind.LoseResponse)],
        ["auditevents", "itemusages", "signinattempts", "introspect"]);

    /// <summary>Every fault, for a server that knows its targets itself.</summary>
    public static FaultVocabulary Everything { get; } = new(Enum.GetValues<FaultKind>(), null);

    /// <summary>The words for the faults that are allowed here, in alphabetical order.</summary>
    public IEnumerable<string> KindNames => Kinds.Select(NameOf).Order(StringComparer.Ordinal);

    /// <summary>Faults of the Event Hubs stand-in, which knows the given hubs.</summary>
    public static FaultVocabulary EventHubs(IReadOnlyList<string> hubs) => new(
        [
            FaultKind.Refuse, FaultKind.ResetBefore, FaultKind.LoseResponse, FaultKind.Stall, FaultKind.Latency,
            .. Enum.GetValues<FaultKind>().Where(kind => kind >= FaultKind.Hold),
        ],
        hubs,
        RequestKind.Send);

    /// <summary>Finds a fault by its word.</summary>
    /// <exception cref="FormatException">There is none such; the message says which there are.</exception>
    public FaultKind ReadKind(string word, string text) => Kinds.Cast<FaultKind?>().FirstOrDefault(kind => NameOf(kind!.Value).Equals(word, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException($"'{word}' in '{text}' is not a fault. Allowed: {string.Join(", ", KindNames)}. Example: status=503,count=2,retry-after=5");

    /// <summary>The target of a word; null for <c>all</c>.</summary>
    /// <exception cref="FormatException">There is none such; the message says which there are.</exception>
    public string? ReadTarget(string word, string text) => word.Equals("all", StringComparison.OrdinalIgnoreCase) ? null
        : Targets is null || Targets.Contains(word, StringComparer.OrdinalIgnoreCase) ? word
        : throw new FormatException($"'{word}' in '{text}' is not a target. Allowed before the colon: all, {string.Join(", ", Targets)}.");

    // As JSON would have it: ResetMidBody is reset-mid-body.
    private static string NameOf(FaultKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
