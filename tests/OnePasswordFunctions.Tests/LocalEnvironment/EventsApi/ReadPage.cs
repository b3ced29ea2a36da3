using System.Text.Json;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

/// <summary>A page as a client reads it.</summary>
internal sealed record ReadPage(string Cursor, bool HasMore, IReadOnlyList<string> Items)
{
    /// <summary>The body that asks for the next page.</summary>
    public string Next => $$"""{"cursor":"{{Cursor}}"}""";

    public static ReadPage Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        JsonElement root = document.RootElement;
        return new ReadPage(
            root.GetProperty("cursor").GetString()!,
            root.GetProperty("has_more").GetBoolean(),
            [.. root.GetProperty("items").EnumerateArray().Select(item => item.GetRawText())]);
    }
}
