using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Reads and writes the JSON of control endpoints.</summary>
internal static class ControlJson
{
    private const int MaxBody = 32 * 1024 * 1024;

    /// <summary>The whole body, up to 32 MiB.</summary>
    public static async Task<byte[]> ReadBytesAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length <= MaxBody ? body.ToArray() : throw new ControlException($"The body has {body.Length} bytes; at most {MaxBody} are allowed.");
    }

    /// <summary>The body as a JSON object; an absent body is an empty object.</summary>
    public static async Task<JsonElement> ReadObjectAsync(HttpContext context)
    {
        byte[] body = await ReadBytesAsync(context);
        try
        {
            using var document = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new ControlException("The body must be a JSON object. GET /control shows what each path takes.");
        }
        catch (JsonException error)
        {
            throw new ControlException($"The body is not JSON: {error.Message}");
        }
    }

    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        await FaultResponder.WriteAsync(context, status, "application/json", buffer.WrittenMemory);
    }

    /// <summary>Answers with an object that has one text member.</summary>
    public static Task WriteMessageAsync(HttpContext context, int status, string name, string message) => WriteAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteString(name, message);
        json.WriteEndObject();
    });
}
