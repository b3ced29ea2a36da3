using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>The order of columns for people: when, what, who, everything else, and ids last.</summary>
internal static partial class EventColumns
{
    /// <summary>When it happened.</summary>
    public const string Time = "timestamp";

    private static readonly string[] What = ["action", "type", "object_type", "category"];

    private static readonly string[] Who = ["actor_details", "user", "target_user", "object_details", "aux_details"];

    /// <summary>The columns in their order.</summary>
    public static IEnumerable<string> Sort(IEnumerable<string> columns) => columns.OrderBy(Rank).ThenBy(column => column, StringComparer.Ordinal);

    /// <summary>Whether the column says what happened, in a word.</summary>
    public static bool IsType(string column) => What.Contains(column);

    private static int Rank(string column) =>
        column == Time ? 0
        : IsType(column) ? 1 + Array.IndexOf(What, column)
        : Who.Contains(column) ? 10 + Array.IndexOf(Who, column)
        : Ids().IsMatch(column) ? 30
        : 20;

    [GeneratedRegex("(^|_)(uuid|id)$")]
    private static partial Regex Ids();
}
