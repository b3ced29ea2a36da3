namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>What a check found.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Seen">What was seen, without secrets.</param>
/// <param name="Advice">What to do; null unless it failed.</param>
internal readonly record struct CheckFinding(CheckOutcome Outcome, string Seen, string? Advice)
{
    public static CheckFinding Ok(string seen) => new(CheckOutcome.Ok, seen, null);

    public static CheckFinding Failed(string seen, string advice) => new(CheckOutcome.Failed, seen, advice);

    public static CheckFinding Skipped(string seen) => new(CheckOutcome.Skipped, seen, null);
}
