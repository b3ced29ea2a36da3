namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>One event of a feed.</summary>
internal readonly record struct EventReference(EventRun Run, long Offset)
{
    /// <summary>The event's place in the feed, counted from 0 in order of arrival.</summary>
    public long Sequence => Run.FirstSequence + Offset;

    public int Length => Run.Length(Offset);

    public void Render(Span<byte> json) => Run.Render(Offset, json);

    public byte[] ToArray()
    {
        var json = new byte[Length];
        Render(json);
        return json;
    }
}
