using System.Text.Json.Serialization;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>What the events of an answer do not say themselves; its properties are the members of the JSON.</summary>
internal sealed class EventsNews(EventsSummary summary)
{
    /// <summary>Events in the answer; null where they need no counting.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Count { get; init; }

    public bool HasMore => summary.HasMore;

    public string? Partial => summary.Partial;

    public Publication? Published => summary.Request.ShouldPushEvents
        ? new Publication(summary.Published, summary.Refused, summary.Refusal, EventsSummary.DuplicatesNote)
        : null;

    /// <summary>What became of the events that were published.</summary>
    internal sealed record Publication(int Events, int NotPublishable, string? NotPublishableReason, string Note);
}
