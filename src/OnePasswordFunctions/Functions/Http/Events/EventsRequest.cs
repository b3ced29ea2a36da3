using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>What a call of <c>get-events</c> asks for, after all of its arguments were found good.</summary>
/// <param name="Feed">The feed to read.</param>
/// <param name="Limit">The most events to answer, exactly; at least 1.</param>
/// <param name="FromDate">The earliest event time.</param>
/// <param name="ShouldPushEvents">Whether the events are published as well.</param>
/// <param name="Format">The form of the answer.</param>
internal sealed record EventsRequest(EventFeed Feed, int Limit, DateTimeOffset FromDate, bool ShouldPushEvents, AnswerFormat Format);
