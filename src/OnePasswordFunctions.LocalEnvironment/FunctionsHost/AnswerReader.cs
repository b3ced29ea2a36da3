using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Judges the handler's answer to an invocation as the host does.</summary>
internal static class AnswerReader
{
    private const int EchoedCharacters = 500;

    public static AnswerVerdict Read(HandlerAnswer answer)
    {
        if (answer.StatusCode is < 200 or > 299)
        {
            return AnswerVerdict.Failed(string.Create(CultureInfo.InvariantCulture,
                $"HttpRequestException: Response status code does not indicate success: {answer.StatusCode}. The body and its Logs are not read."));
        }

        if (answer.Body.Length == 0)
        {
            return new AnswerVerdict { Hangs = true };
        }

        if (!IsJson(answer.MediaType))
        {
            return Invalid(answer, $"No MediaTypeFormatter is available to read the media type '{answer.MediaType ?? "(none)"}'. It must be application/json or text/json.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => new AnswerVerdict { Hangs = true },
                JsonValueKind.Object => ReadObject(answer, document.RootElement),
                _ => Invalid(answer, $"The body must be a JSON object but is of the kind {document.RootElement.ValueKind}."),
            };
        }
        catch (JsonException exception)
        {
            return Invalid(answer, exception.Message);
        }
    }

    private static bool IsJson(string? mediaType) =>
        "application/json".Equals(mediaType, StringComparison.OrdinalIgnoreCase) || "text/json".Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    private static AnswerVerdict ReadObject(HandlerAnswer answer, JsonElement json)
    {
        JsonElement outputs = Find(json, "Outputs");
        if (outputs.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
        {
            return Invalid(answer, "Outputs must be an object.");
        }

        JsonElement logs = Find(json, "Logs");
        bool hasLogs = logs.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
        if (hasLogs && (logs.ValueKind != JsonValueKind.Array || logs.EnumerateArray().Any(line => line.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))))
        {
            return Invalid(answer, "Logs must be an array of strings.");
        }

        return new AnswerVerdict
        {
            Outputs = Keep(outputs),
            ReturnValue = Keep(Find(json, "ReturnValue")),
            Logs = hasLogs ? [.. logs.EnumerateArray().Select(line => line.GetString() ?? "")] : ImmutableArray<string>.Empty,
        };
    }

    // Names are matched in any letter case; of several the last counts.
    private static JsonElement Find(JsonElement json, string name)
    {
        JsonElement found = default;
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = member.Value;
            }
        }

        return found;
    }

    private static JsonElement Keep(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? default : element.Clone();

    private static AnswerVerdict Invalid(HandlerAnswer answer, string problem)
    {
        string body = Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, EchoedCharacters)));
        return AnswerVerdict.Failed($"InvalidOperationException: Invalid HttpResponseMessage: {problem} Body: {body}");
    }
}
