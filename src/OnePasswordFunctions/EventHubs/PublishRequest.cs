using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>The events <c>[First, End)</c> of a page that are to be published next, and what goes with them.</summary>
/// <param name="Feed">The feed that the page belongs to; decides the hub.</param>
/// <param name="Mode">What causes the events to be published.</param>
/// <param name="Page">Owns the bytes; must stay undisposed until the call has returned.</param>
/// <param name="First">Index of the first event in the page.</param>
/// <param name="End">Index behind the last event; above <paramref name="First"/>.</param>
/// <param name="Stream">
/// Where the feed's stream stands before the first event, which gets the number behind it and each further event the next one.
/// Null outside timer runs: then no event carries a number.
/// </param>
internal readonly record struct PublishRequest(EventFeed Feed, IngestMode Mode, EventPage Page, int First, int End, StreamPosition? Stream = null);
