using System.Globalization;
using System.Text.Json;

namespace OnePasswordFunctions.AzureRest;

/// <summary>Reads typed values out of a row that came without metadata. Absent and null are alike.</summary>
internal readonly struct TableRow(JsonElement row)
{
    public string? Text(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public DateTimeOffset? Time(string name) =>
        Text(name) is { } text ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null;

    /// <summary>A 64-bit number, which comes as text.</summary>
    public long Long(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } text => long.Parse(text.GetString()!, CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.Number } number => number.GetInt64(),
        _ => 0,
    };

    public int Integer(string name) => checked((int)Long(name));

    public bool Boolean(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Bytes, which come as base64. Not read as a string first: for a feed's row that would be a large object in every run.</summary>
    public byte[] Binary(string name) => Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetBytesFromBase64() : [];

    private JsonElement? Find(string name) => row.TryGetProperty(name, out JsonElement value) ? value : null;
}
