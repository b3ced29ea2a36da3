using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>One request to a <see cref="ControlPanel"/>. Its values come from the query or from the body's JSON object.</summary>
internal sealed class ControlRequest(IQueryCollection query, byte[] body)
{
    private const int MaxBody = 32 * 1024 * 1024;

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Body => body;

    public static async Task<ControlRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length <= MaxBody ? new ControlRequest(context.Request.Query, body.ToArray())
            : throw new ControlException($"The body has {body.Length} bytes; at most {MaxBody} are allowed.");
    }

    /// <summary>A text of the query; null when it is not there or is empty.</summary>
    public string? Query(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>A number of the query.</summary>
    /// <exception cref="ControlException">It is no number, or not in the range.</exception>
    public double Query(string name, double missing, double least, double most) => Query(name) is not { } text ? missing
        : double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? InRange(name, number, least, most)
        : throw OutOfRange(name, least, most);

    /// <summary>A member of the body; undefined when it is not there.</summary>
    /// <exception cref="ControlException">The body is no JSON object.</exception>
    public JsonElement Member(string name)
    {
        JsonElement json = body.Length == 0 ? default : Parse();
        return json.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined) ? throw new ControlException("The body must be a JSON object. GET /control shows what each path takes.")
            : json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement member) ? member
            : default;
    }

    /// <summary>A text of the body, or null.</summary>
    public string? Text(string name) => Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A number of the body.</summary>
    /// <exception cref="ControlException">It is no number, or not in the range.</exception>
    public double Number(string name, double missing, double least, double most) => Member(name) is var member && member.ValueKind == JsonValueKind.Undefined ? missing
        : member.ValueKind == JsonValueKind.Number ? InRange(name, member.GetDouble(), least, most)
        : throw OutOfRange(name, least, most);

    /// <summary>The faults of the body: a JSON array of texts, an object with <c>fault</c> or <c>faults</c>, or lines of plain text.</summary>
    public IReadOnlyList<string> ReadFaults()
    {
        string text = Encoding.UTF8.GetString(body).Trim();
        if (!text.StartsWith('{') && !text.StartsWith('['))
        {
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        JsonElement root = Parse();
        if (root.ValueKind == JsonValueKind.Object && (root.TryGetProperty("faults", out JsonElement inner) || root.TryGetProperty("fault", out inner)))
        {
            root = inner;
        }

        return root.ValueKind switch
        {
            JsonValueKind.String => [root.GetString()!],
            JsonValueKind.Array => [.. root.EnumerateArray().Select(element => element.ToString())],
            _ => throw new ControlException("""Send {"fault":"status=503,count=2"}, {"faults":[…]}, a JSON array of texts, or lines of text."""),
        };
    }

    private static double InRange(string name, double number, double least, double most) => number >= least && number <= most ? number : throw OutOfRange(name, least, most);

    private static ControlException OutOfRange(string name, double least, double most) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {least} to {most}."));

    private JsonElement Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new ControlException($"The body is not JSON: {error.Message}");
        }
    }
}
