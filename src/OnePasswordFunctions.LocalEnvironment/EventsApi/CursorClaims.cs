namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>What a cursor carries.</summary>
/// <param name="Feed">The feed that it belongs to.</param>
/// <param name="Filter">Where the next page begins, and what the reset asked for: the parameters stick to the cursor.</param>
internal sealed record CursorClaims(SimulatedFeed Feed, PageFilter Filter);
