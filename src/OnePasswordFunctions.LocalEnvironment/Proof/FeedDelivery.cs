using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>What became of one feed's events.</summary>
/// <param name="Feed">Which feed.</param>
/// <param name="Held">How many events the API has.</param>
/// <param name="Served">How many of them the API has sent.</param>
/// <param name="Published">How many different ones are in the hub, with the bytes that were served.</param>
/// <param name="Missing">How many were served and are not in the hub.</param>
/// <param name="Repeated">How many messages came beyond the first of an event.</param>
/// <param name="Altered">How many messages carry an event's uuid and other bytes than it has.</param>
/// <param name="OutOfOrder">How many events were first published after one that the API has behind them.</param>
internal sealed record FeedDelivery(SimulatedFeed Feed, long Held, long Served, long Published, long Missing, long Repeated, long Altered, long OutOfOrder);
