namespace OnePasswordFunctions.Proof;

/// <summary>An event that a report names.</summary>
/// <param name="Id">Its id, as in <c>cloudEvents:id</c>.</param>
/// <param name="Time">Its timestamp as it came; null when it has none.</param>
internal sealed record EventMention(string Id, string? Time)
{
    /// <summary>The most events that one list of a report names.</summary>
    public const int Most = 100;
}
