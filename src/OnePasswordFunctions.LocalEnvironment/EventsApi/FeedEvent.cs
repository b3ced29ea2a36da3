namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>One event of a feed.</summary>
/// <param name="Sequence">The event's place in the feed, counted from 0 in order of arrival.</param>
internal readonly record struct FeedEvent(EventRun Run, long Sequence)
{
    public int Length => Run.Length(Sequence);

    public void Render(Span<byte> json) => Run.Render(Sequence, json);

    public byte[] ToArray()
    {
        var json = new byte[Length];
        Render(json);
        return json;
    }
}
