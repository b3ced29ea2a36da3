using System.Text.Json;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>What a log line says to a person: one line, without the time that a host writes in front, and never raw JSON.</summary>
internal static partial class LogSentence
{
    private static readonly string[] Tellers = ["error", "message", "detail"];

    /// <summary>The sentence, or null when the line holds none.</summary>
    public static string? Of(string text)
    {
        string line = Timestamp().Replace(text.TrimStart(), "").Split('\n', 2)[0].TrimEnd();
        return line.Length == 0 ? null : line[0] is '{' or '[' ? OfJson(line) : line;
    }

    private static string? OfJson(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            return json.ValueKind != JsonValueKind.Object ? null : Tellers
                .Select(name => json.TryGetProperty(name, out JsonElement told) && told.ValueKind == JsonValueKind.String ? told.GetString() : null)
                .FirstOrDefault(told => !string.IsNullOrEmpty(told));
        }
        catch (JsonException)
        {
            // "[a label] and text" begins like JSON and is none.
            return line[0] == '[' ? line : null;
        }
    }

    [GeneratedRegex(@"^\[[0-9]{4}-[0-9T:.Z-]+\]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Timestamp();
}
