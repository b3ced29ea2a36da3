using System.Text.Json;

namespace OnePasswordFunctions.EventsApi;

/// <summary>Reads the answer to an introspection; tolerates missing and unknown members.</summary>
internal static class TokenIntrospectionReader
{
    public static TokenIntrospection Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw JsonScanner.Invalid("the introspection is not an object");
            }

            return new TokenIntrospection(Text(root, "uuid"), Text(root, "account_uuid"), Features(root),
                DateTimeOffset.TryParse(Text(root, "issued_at"), null, out DateTimeOffset issuedAt) ? issuedAt : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Cut short, as far as can be told; and too much depends on it to do without at the first fault.
            throw JsonScanner.Invalid("the introspection is not JSON", isTransient: true);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] Features(JsonElement root) =>
        root.TryGetProperty("features", out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}
