using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary><c>/control/faults</c>: lists, adds and clears faults.</summary>
internal sealed class FaultControl(FaultPlan plan, FaultVocabulary vocabulary)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            FaultSpec[] added = [.. ReadTexts(await ControlJson.ReadBytesAsync(context)).Select(Parse)];
            foreach (FaultSpec spec in added)
            {
                plan.Add(spec);
            }
        }
        else if (HttpMethods.IsDelete(context.Request.Method))
        {
            plan.Clear();
        }
        else if (!HttpMethods.IsGet(context.Request.Method))
        {
            throw new ControlException("/control/faults takes GET, POST and DELETE.");
        }

        await ControlJson.WriteAsync(context, 200, Write);
    }

    /// <summary>Writes the faults that are on, and what may be switched on.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("struck", plan.Struck);
        WriteArray("active", plan.Active.Select(spec => spec.ToString()));
        WriteArray("allowedFaults", vocabulary.KindNames);
        WriteArray("allowedTargets", vocabulary.Targets.Prepend("all"));
        json.WriteEndObject();

        void WriteArray(string name, IEnumerable<string> values)
        {
            json.WriteStartArray(name);
            foreach (string value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    /// <summary>Takes a JSON array of texts, an object with <c>fault</c> or <c>faults</c>, or lines of plain text.</summary>
    private static IReadOnlyList<string> ReadTexts(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body).Trim();
        if (!text.StartsWith('{') && !text.StartsWith('['))
        {
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
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
        catch (JsonException error)
        {
            throw new ControlException($"The body is not JSON: {error.Message}");
        }
    }

    private FaultSpec Parse(string text) => FaultSpec.TryParse(text, vocabulary, out FaultSpec? spec, out string error) ? spec! : throw new ControlException(error);
}
