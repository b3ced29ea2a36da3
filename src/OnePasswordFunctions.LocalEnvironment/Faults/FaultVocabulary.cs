namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Which faults a server can play, and what they can strike there.</summary>
/// <param name="Kinds">The words for the faults.</param>
/// <param name="Targets">What may stand before the colon, besides <c>all</c>; null for anything.</param>
/// <param name="Requests">The kinds of requests that the server tells apart.</param>
/// <param name="UsualRequest">The kind of request that a fault strikes when it names none; null means any.</param>
internal sealed record FaultVocabulary(IReadOnlyList<string> Kinds, IReadOnlyList<string>? Targets, IReadOnlyList<string> Requests, Func<string, string?> UsualRequest)
{
    /// <summary>Finds a fault by its word.</summary>
    /// <exception cref="FormatException">There is none such; the message says which there are.</exception>
    public string ReadKind(string word, string text) => Kinds.FirstOrDefault(kind => kind.Equals(word, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException($"'{word}' in '{text}' is not a fault. Allowed: {string.Join(", ", Kinds.Order(StringComparer.Ordinal))}. Example: status=503,count=2,retry-after=5");

    /// <summary>The target of a word; null for <c>all</c>.</summary>
    /// <exception cref="FormatException">There is none such; the message says which there are.</exception>
    public string? ReadTarget(string word, string text) => word.Equals("all", StringComparison.OrdinalIgnoreCase) ? null
        : Targets is null || Targets.Contains(word, StringComparer.OrdinalIgnoreCase) ? word
        : throw new FormatException($"'{word}' in '{text}' is not a target. Allowed before the colon: all, {string.Join(", ", Targets)}.");
}
