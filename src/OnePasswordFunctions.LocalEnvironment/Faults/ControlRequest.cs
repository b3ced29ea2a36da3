using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>
/// One request to a <see cref="ControlPanel"/>. Its values come from the query, or else from the body's JSON object; what is to be read
/// there and is not JSON throws a <see cref="System.Text.Json.JsonException"/>.
/// </summary>
internal sealed class ControlRequest(IQueryCollection query, byte[] body)
{
    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Body => body;

    /// <summary>A text of the query; null when it is not there or is empty.</summary>
    public string? Query(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A member of the body; null when it is not there.</summary>
    /// <exception cref="FormatException">The body is no JSON object.</exception>
    public JsonNode? Member(string name) => body.Length == 0 ? null
        : JsonNode.Parse(body) is JsonObject members ? members[name]
        : throw new FormatException("The body must be a JSON object. GET /control shows what each path takes.");

    /// <summary>A number of the query or the body.</summary>
    /// <exception cref="FormatException">It is no number, or not in the range.</exception>
    public double Number(string name, double missing, double least, double most)
    {
        string? text = Query(name) ?? Member(name)?.ToJsonString();
        return text is null ? missing
            : double.TryParse(text, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {least} to {most}."));
    }

    /// <summary>The faults of the body: a JSON array of texts, an object with <c>fault</c> or <c>faults</c>, or lines of plain text.</summary>
    public IEnumerable<string> ReadFaults()
    {
        string text = Encoding.UTF8.GetString(body).Trim();
        if (!text.StartsWith('{') && !text.StartsWith('['))
        {
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        JsonNode? json = JsonNode.Parse(body);
        return (json is JsonObject members ? members["faults"] ?? members["fault"] : json) switch
        {
            JsonArray several => several.Select(one => $"{one}"),
            JsonValue one => [one.ToString()],
            _ => throw new FormatException("""Send {"fault":"status=503,count=2"}, {"faults":[…]}, a JSON array of texts, or lines of text."""),
        };
    }
}
