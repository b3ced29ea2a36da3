namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Where a feed stands.</summary>
/// <param name="Feed">Which feed.</param>
/// <param name="Held">How many events have arrived.</param>
/// <param name="Served">How many different ones were sent in a whole page.</param>
/// <param name="Requests">How many page requests came, failed ones too.</param>
/// <param name="IsFullyVisible">Whether nothing more will arrive.</param>
internal sealed record FeedState(SimulatedFeed Feed, long Held, long Served, long Requests, bool IsFullyVisible);
