using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>How a call of <c>get-events</c> went: where it began, and what is known once its last event is written.</summary>
internal sealed class EventsSummary(EventsRequest request)
{
    /// <summary>What every answer that published says: the timers may publish the same events.</summary>
    public const string DuplicatesNote = "These events may be in the hub twice now, because the timers publish them too; remove duplicates by cloudEvents:id.";

    /// <summary>What was asked for.</summary>
    public EventsRequest Request => request;

    /// <summary>The earliest event time of the answer, given or chosen.</summary>
    public DateTimeOffset FromDate { get; set; }

    /// <summary>Events in the answer.</summary>
    public int Count { get; set; }

    /// <summary>Events that were read to find the newest.</summary>
    public long Scanned { get; set; }

    /// <summary>Whether the API has more events of the time asked for than this answer shows.</summary>
    public bool HasMore { get; set; }

    /// <summary>Why the answer is not all that was asked for; null when it is.</summary>
    public string? Partial { get; set; }

    /// <summary>Events that the hub accepted.</summary>
    public int Published { get; set; }

    /// <summary>Events that no batch can hold, which were not published.</summary>
    public int Refused { get; set; }

    /// <summary>Why the first of those was refused; null when there are none.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether there is anything to say that the events do not say themselves.</summary>
    public bool HasNews => HasMore || Partial is not null || request.ShouldPushEvents;

    /// <summary>Sentences about the answer, for people.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return Count == 1 ? "1 event." : $"{Wording.Number(Count)} events.";
        if (request.Newest)
        {
            yield return Scanned > Count ? $"They are the newest of {Wording.Number(Scanned)} that were read; older ones are left out." : "The newest first.";
        }
        else if (HasMore)
        {
            yield return "The API has more behind them.";
        }

        if (Partial is { } reason)
        {
            yield return $"This answer is partial: {reason}";
        }

        if (request.ShouldPushEvents)
        {
            yield return $"Published to the event hub: {Published}. {DuplicatesNote}";
        }

        if (Refusal is { } refusal)
        {
            yield return $"Not publishable: {Refused}. {refusal}";
        }
    }
}
