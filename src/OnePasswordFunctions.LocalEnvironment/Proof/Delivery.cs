using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>What became of events, at one moment.</summary>
/// <param name="Name">Whose they are: a feed's name, or all feeds.</param>
/// <param name="Held">How many events the API has.</param>
/// <param name="Served">How many of them the API has sent.</param>
/// <param name="Published">How many different ones are in the hub, with the bytes that were served.</param>
/// <param name="Missing">How many were served and are not in the hub.</param>
/// <param name="Repeated">How many messages came beyond the first of an event.</param>
/// <param name="Altered">How many messages carry an event's uuid and other bytes than it has.</param>
/// <param name="OutOfOrder">How many events were first published after one that the API has behind them.</param>
internal record Delivery(string Name, long Held, long Served, long Published, long Missing, long Repeated, long Altered, long OutOfOrder)
{
    /// <summary>All of it in a line for people.</summary>
    public virtual string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-14}: held {Held:N0}, served {Served:N0}, published {Published:N0}, missing {Missing:N0}, repeated {Repeated:N0}, altered {Altered:N0}, out of order {OutOfOrder:N0}");
}
