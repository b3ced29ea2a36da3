namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>What was asked for, with defaults filled in, as an answer repeats it; its properties are the members of the JSON.</summary>
internal sealed class EventsAsked(EventsSummary summary)
{
    public string EventType => summary.Request.Feed.DisplayName;

    public int Limit => summary.Request.Limit;

    public DateTimeOffset FromDate => summary.FromDate;

    public string Order => summary.Request.Newest ? "newest" : "oldest";

    public bool ShouldPushEvents => summary.Request.ShouldPushEvents;

    public string Format => AnswerFormats.Name(summary.Request.Format);
}
