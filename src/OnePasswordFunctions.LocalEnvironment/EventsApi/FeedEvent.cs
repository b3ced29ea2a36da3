namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>One event of a feed. Its bytes are made when somebody asks for them: a feed of ten million takes some 240 MB.</summary>
/// <param name="Sequence">The event's place in the feed, counted from 0 in order of arrival.</param>
/// <param name="Ticks">The event's own time, as its JSON tells it, in UTC ticks.</param>
/// <param name="Template">What its bytes come from.</param>
internal readonly record struct FeedEvent(long Sequence, long Ticks, EventTemplate Template)
{
    public int Length => Template.Length;

    public void Render(Span<byte> json) => Template.Render(Sequence, Ticks, json);

    public byte[] ToArray()
    {
        var json = new byte[Length];
        Render(json);
        return json;
    }
}
