using System.Text;
using System.Text.Json;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>Takes an event apart for tables.</summary>
internal static class EventCells
{
    /// <summary>The column of an event that can not be taken apart.</summary>
    public const string Unreadable = "unreadable";

    // The API nests three deep; this is for what it may think of next.
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <summary>One cell for each member; a nested object becomes lines of the form <c>key: value</c>.</summary>
    public static List<EventCell> ReadMembers(ReadOnlySpan<byte> json) => Read(json, static (member, cells) =>
    {
        if (IsPlain(member.Value))
        {
            cells.Add(new EventCell(member.Name, TextOf(member.Value), member.Value.ValueKind == JsonValueKind.Number));
            return;
        }

        var leaves = new List<EventCell>();
        AddLeaves(leaves, "", member.Value);
        cells.Add(new EventCell(member.Name, string.Join('\n', leaves.Select(leaf => $"{leaf.Column}: {leaf.Text}")), false));
    });

    /// <summary>One cell for each value at any depth, in a column named by its path, such as <c>session.ip</c>.</summary>
    public static List<EventCell> ReadLeaves(ReadOnlySpan<byte> json) => Read(json, static (member, cells) => AddLeaves(cells, member.Name, member.Value));

    private static List<EventCell> Read(ReadOnlySpan<byte> json, Action<JsonProperty, List<EventCell>> add)
    {
        var cells = new List<EventCell>(24);
        try
        {
            var reader = new Utf8JsonReader(json, Deep);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                add(member, cells);
            }

            return cells;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Events are passed on whatever their strings contain; a table shows such a one as it is.
            return [new EventCell(Unreadable, Encoding.UTF8.GetString(json), false)];
        }
    }

    private static void AddLeaves(List<EventCell> leaves, string path, JsonElement value)
    {
        if (IsPlain(value))
        {
            leaves.Add(new EventCell(path, TextOf(value), value.ValueKind == JsonValueKind.Number));
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                AddLeaves(leaves, $"{path}[{index++}]", item);
            }

            return;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            AddLeaves(leaves, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
        }
    }

    /// <summary>Whether the value fits one cell as it is: no object, and no array with objects or arrays in it.</summary>
    private static bool IsPlain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => false,
        JsonValueKind.Array => value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)),
        _ => true,
    };

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(TextOf))
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText()
        : value.ToString();
}
