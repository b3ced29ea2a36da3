using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>What a log line says to a person: one line, without the time that a host writes in front, and of the app's records only what is wrong.</summary>
internal static partial class LogSentence
{
    private const string Record = "{\"record\":";

    /// <summary>The sentence of a warning or an error, or null when the line holds none.</summary>
    public static string? Of(string text)
    {
        string line = Timestamp().Replace(text.TrimStart(), "").Split('\n', 2)[0].TrimEnd();
        try
        {
            return line.Length == 0 ? null : line.StartsWith(Record, StringComparison.Ordinal) ? Describe(JsonNode.Parse(line)!) : line;
        }
        catch (JsonException)
        {
            // A record that was cut short.
            return null;
        }
    }

    private static string Describe(JsonNode record) => (string?)record["error"] ?? $"A proof of {record["feed"]} found a fault; /api/prove-delivery?event_type={record["feed"]} says which.";

    [GeneratedRegex(@"^\[[0-9]{4}-[0-9T:.Z-]+\]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Timestamp();
}
