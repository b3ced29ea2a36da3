using System.Text;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>What stands around a page's events. The order of the members differs from feed to feed, as it does in the API's documents.</summary>
internal sealed record PageEnvelope(byte[] Head, byte[] Tail)
{
    public static PageEnvelope Make(SimulatedFeed feed, string cursor, bool hasMore, FaultKind? fault)
    {
        string cursorMember = fault switch
        {
            FaultKind.CursorMissing => "",
            FaultKind.CursorNumber => "\"cursor\":42",
            FaultKind.CursorEmpty => "\"cursor\":\"\"",
            _ => $"\"cursor\":\"{cursor}\"",
        };
        string moreMember = fault switch
        {
            FaultKind.HasMoreMissing => "",
            FaultKind.HasMoreString => "\"has_more\":\"yes\"",
            _ => hasMore ? "\"has_more\":true" : "\"has_more\":false",
        };
        const string Items = "\"items\":[";
        return feed switch
        {
            SimulatedFeed.AuditEvents => new(Bytes("{" + Joined(cursorMember, moreMember, Items)), Bytes("]}")),
            SimulatedFeed.ItemUsages => new(Bytes("{" + Items), Bytes(Joined("]", cursorMember, moreMember) + "}")),
            _ => new(Bytes("{" + Joined(moreMember, Items)), Bytes(Joined("]", cursorMember) + "}")),
        };
    }

    /// <summary>A whole page in which <c>items</c> is not an array, or is not there.</summary>
    public static byte[] MakeWithout(string cursor, bool hasMore, string? items)
        => Bytes("{" + Joined($"\"cursor\":\"{cursor}\"", hasMore ? "\"has_more\":true" : "\"has_more\":false", items is null ? "" : $"\"items\":{items}") + "}");

    private static string Joined(params ReadOnlySpan<string> members) => string.Join(",", members.ToArray().Where(member => member.Length > 0));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
