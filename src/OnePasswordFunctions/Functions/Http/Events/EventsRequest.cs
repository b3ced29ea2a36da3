using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>What a call of <c>get-events</c> asks for, after all of its arguments were found good.</summary>
/// <param name="Feed">The feed to read.</param>
/// <param name="Limit">The most events to answer, exactly; at least 1.</param>
/// <param name="FromDate">The earliest event time; null leaves it to the order.</param>
/// <param name="Newest">Whether the newest events are wanted, the newest first, rather than the first ones behind the earliest time.</param>
/// <param name="ShouldPushEvents">Whether the events are published as well.</param>
/// <param name="Format">The form of the answer.</param>
internal sealed record EventsRequest(EventFeed Feed, int Limit, DateTimeOffset? FromDate, bool Newest, bool ShouldPushEvents, AnswerFormat Format);
