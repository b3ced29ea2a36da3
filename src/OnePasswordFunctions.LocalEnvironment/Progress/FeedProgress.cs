using System.Globalization;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Where one feed stands.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Held">Events that the API has; null when a real account is asked.</param>
/// <param name="Served">Different events that the API has sent; null when a real account is asked.</param>
/// <param name="InHub">Events in the hub; for a real hub what the worker says it published.</param>
/// <param name="PerSecond">How many came into the hub per second lately.</param>
/// <param name="LastRun">The last run that ended; null before the first.</param>
/// <param name="Runs">How many runs ended.</param>
internal sealed record FeedProgress(SimulatedFeed Feed, long? Held, long? Served, long InHub, double PerSecond, RunReport? LastRun, int Runs)
{
    /// <summary>Events that the API has and the hub has not; null when that cannot be known.</summary>
    public long? Waiting => Held - InHub;

    /// <summary>All of it in a part of a line, for logs and pipes.</summary>
    public string Describe()
    {
        string count = Held is null ? string.Create(CultureInfo.InvariantCulture, $"{InHub} published") : string.Create(CultureInfo.InvariantCulture, $"{InHub}/{Held} in hub, {Waiting} waiting");
        return string.Create(CultureInfo.InvariantCulture, $"{Feed.DisplayName}: {count}, {PerSecond:0}/s, {LastRun?.Outcome ?? "no run yet"}");
    }
}
