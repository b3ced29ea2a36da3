namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>One line of the connection test.</summary>
/// <param name="Name">The check, and after a colon what it was about; stable, so that scripts can look for it.</param>
/// <param name="Finding">What it found.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record ConnectionCheck(string Name, CheckFinding Finding, TimeSpan Duration)
{
    /// <summary>A check that was not tried.</summary>
    public static ConnectionCheck Skipped(string name, string why) => new(name, CheckFinding.Skipped(why), TimeSpan.Zero);
}
