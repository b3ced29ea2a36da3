using System.Text;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>A page that is about to be sent.</summary>
/// <param name="Feed">Whose it is.</param>
/// <param name="Events">The events that a reader of the page gets to see.</param>
/// <param name="Body">The whole page as bytes.</param>
internal sealed record ServedPage(SimulatedFeed Feed, IReadOnlyList<EventReference> Events, byte[] Body)
{
    /// <summary>Puts a page together. The order of the members differs from feed to feed, as it does in the API's documents.</summary>
    public static ServedPage Render(SimulatedFeed feed, string cursor, bool hasMore, IReadOnlyList<EventReference> events, FaultKind? fault)
    {
        (string cursorMember, string moreMember, string items) = (CursorMember(cursor, fault), MoreMember(hasMore, fault), ItemsMember(fault));
        string[] members = feed switch
        {
            SimulatedFeed.AuditEvents => [cursorMember, moreMember, items],
            SimulatedFeed.ItemUsages => [items, cursorMember, moreMember],
            _ => [moreMember, items, cursorMember],
        };
        string page = "{" + string.Join(",", members.Where(member => member.Length > 0)) + "}";
        int length = page.Length + Math.Max(0, events.Count - 1) + events.Sum(one => one.Length);
        byte[] body = GC.AllocateUninitializedArray<byte>(length);
        // The events go between the brackets; a page without brackets has none.
        int head = page.IndexOf("[]", StringComparison.Ordinal) + 1;
        int at = Encoding.ASCII.GetBytes(page.AsSpan(0, head), body);
        for (int index = 0; index < events.Count; index++)
        {
            if (index > 0)
            {
                body[at++] = (byte)',';
            }

            events[index].Render(body.AsSpan(at, events[index].Length));
            at += events[index].Length;
        }

        Encoding.ASCII.GetBytes(page.AsSpan(head), body.AsSpan(at));
        return new ServedPage(feed, events, body);
    }

    private static string CursorMember(string cursor, FaultKind? fault) => fault switch
    {
        FaultKind.CursorMissing => "",
        FaultKind.CursorNumber => "\"cursor\":42",
        FaultKind.CursorEmpty => "\"cursor\":\"\"",
        _ => $"\"cursor\":\"{cursor}\"",
    };

    private static string MoreMember(bool hasMore, FaultKind? fault) => fault switch
    {
        FaultKind.HasMoreMissing => "",
        FaultKind.HasMoreString => "\"has_more\":\"yes\"",
        _ => hasMore ? "\"has_more\":true" : "\"has_more\":false",
    };

    private static string ItemsMember(FaultKind? fault) => fault switch
    {
        FaultKind.ItemsMissing => "",
        FaultKind.ItemsNull => "\"items\":null",
        FaultKind.ItemsObject => "\"items\":{}",
        FaultKind.ItemsNumber => "\"items\":7",
        _ => "\"items\":[]",
    };
}
