namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>A page that is about to be sent.</summary>
/// <param name="Feed">Whose it is.</param>
/// <param name="Events">The events that a reader of the page gets to see.</param>
/// <param name="Body">The whole page as bytes.</param>
internal sealed record ServedPage(SimulatedFeed Feed, IReadOnlyList<EventReference> Events, byte[] Body)
{
    /// <summary>Puts a page together.</summary>
    public static ServedPage Render(SimulatedFeed feed, PageEnvelope envelope, IReadOnlyList<EventReference> events)
    {
        int length = envelope.Head.Length + envelope.Tail.Length + Math.Max(0, events.Count - 1) + events.Sum(one => one.Length);
        byte[] body = GC.AllocateUninitializedArray<byte>(length);
        envelope.Head.CopyTo(body, 0);
        int at = envelope.Head.Length;
        for (int index = 0; index < events.Count; index++)
        {
            if (index > 0)
            {
                body[at++] = (byte)',';
            }

            events[index].Render(body.AsSpan(at, events[index].Length));
            at += events[index].Length;
        }

        envelope.Tail.CopyTo(body, at);
        return new ServedPage(feed, events, body);
    }
}
