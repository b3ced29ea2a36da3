namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>How a call of <c>get-events</c> went, known once its last event is written.</summary>
internal sealed class EventsSummary
{
    /// <summary>What every answer that published says: the timers may publish the same events.</summary>
    public const string DuplicatesNote = "These events may be in the hub twice now, because the timers publish them too; remove duplicates by cloudEvents:id.";

    /// <summary>Events in the answer.</summary>
    public int Count { get; set; }

    /// <summary>Whether the API has more events behind the last one.</summary>
    public bool HasMore { get; set; }

    /// <summary>Why the answer is not all that was asked for; null when it is.</summary>
    public string? Partial { get; set; }

    /// <summary>Events that the hub accepted.</summary>
    public int Published { get; set; }

    /// <summary>Events that no batch can hold, which were not published.</summary>
    public int Refused { get; set; }

    /// <summary>Why the first of those was refused; null when there are none.</summary>
    public string? Refusal { get; set; }
}
