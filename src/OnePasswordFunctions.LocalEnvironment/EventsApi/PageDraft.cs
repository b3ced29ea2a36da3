using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>A page before it is written.</summary>
/// <param name="Feed">Whose it is.</param>
/// <param name="Here">The cursor that leads to this page.</param>
/// <param name="Next">The cursor that leads to the one behind it.</param>
/// <param name="IsLast">Whether no further event matches.</param>
/// <param name="Before">The last event of the page before this one; null when there is none.</param>
/// <param name="Events">The events that a reader of the page gets to see.</param>
internal sealed record PageDraft(SimulatedFeed Feed, string Here, string Next, bool IsLast, FeedEvent? Before, IReadOnlyList<FeedEvent> Events)
{
    /// <summary>
    /// The faults that make a page of another shape: one without a usable member of a name, or with other events or another place than it should.
    /// Items that are null or missing do not move the position. With items that are no array it moves on: whoever takes such a page for an empty
    /// one loses the events, and the proof shows it.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, Func<PageDraft, PageDraft>> Shapes = new Dictionary<string, Func<PageDraft, PageDraft>>(StringComparer.Ordinal)
    {
        ["items-null"] = page => page.Empty() with { Items = "null" },
        ["items-missing"] = page => page.Empty() with { Items = null },
        ["items-object"] = page => page with { Events = [], Items = "{}" },
        ["items-number"] = page => page with { Events = [], Items = "7" },
        ["cursor-missing"] = page => page with { Cursor = null },
        ["cursor-number"] = page => page with { Cursor = "42" },
        ["cursor-empty"] = page => page with { Cursor = "\"\"" },
        ["has-more-string"] = page => page with { HasMore = "\"yes\"" },
        ["has-more-missing"] = page => page with { HasMore = null },
        ["duplicate"] = page => page with { Events = page.Before is { } before ? [before, .. page.Events] : page.Events },
        ["reorder"] = page => page with { Events = [.. page.Events.Reverse()] },
        ["same-cursor"] = page => page with { Cursor = $"\"{page.Here}\"" },
        ["empty-more"] = page => page.Empty() with { HasMore = "true" },
    };

    /// <summary>The members' values, as JSON; null leaves a member out. The events go between the brackets of the items.</summary>
    public string? Cursor { get; init; } = $"\"{Next}\"";

    /// <inheritdoc cref="Cursor"/>
    public string? HasMore { get; init; } = IsLast ? "false" : "true";

    /// <inheritdoc cref="Cursor"/>
    public string? Items { get; init; } = "[]";

    /// <summary>Writes the page. The order of the members differs from feed to feed, as it does in the API's documents.</summary>
    public byte[] Render()
    {
        (string Name, string? Value)[] members = [("cursor", Cursor), ("has_more", HasMore), ("items", Items)];
        string page = "{" + string.Join(",", members.Skip((3 - Feed.Index) % 3).Concat(members.Take((3 - Feed.Index) % 3))
            .Where(member => member.Value is not null).Select(member => $"\"{member.Name}\":{member.Value}")) + "}";
        byte[] body = GC.AllocateUninitializedArray<byte>(page.Length + Math.Max(0, Events.Count - 1) + Events.Sum(one => one.Length));
        int head = page.IndexOf("[]", StringComparison.Ordinal) + 1;
        int at = Encoding.ASCII.GetBytes(page.AsSpan(0, head), body);
        for (int index = 0; index < Events.Count; index++)
        {
            if (index > 0)
            {
                body[at++] = (byte)',';
            }

            Events[index].Render(body.AsSpan(at, Events[index].Length));
            at += Events[index].Length;
        }

        Encoding.ASCII.GetBytes(page.AsSpan(head), body.AsSpan(at));
        return body;
    }

    private PageDraft Empty() => this with { Events = [], Cursor = $"\"{Here}\"", HasMore = "false" };
}
