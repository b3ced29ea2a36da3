namespace OnePasswordFunctions.Proof;

/// <summary>What the numbers of one stream say, from the hub alone.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="IsCurrent">Whether the feed's row names it: then its last number is known and not only seen.</param>
/// <param name="First">The first number that is looked at.</param>
/// <param name="Last">The last number that is looked at.</param>
/// <param name="Missing">How many numbers between them no message carries.</param>
/// <param name="MissingNumbers">The first of them.</param>
/// <param name="Conflicts">How many numbers two different events carry.</param>
/// <param name="ConflictingNumbers">The first of them.</param>
internal sealed record StreamFinding(
    string Stream, bool IsCurrent, long First, long Last, long Missing, IReadOnlyList<NumberRange> MissingNumbers, long Conflicts, IReadOnlyList<long> ConflictingNumbers)
{
    /// <summary>Whether so many numbers came that not all were kept; then a number that is called missing may be there.</summary>
    public bool IsIncomplete { get; init; }
}
