using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Describes a request to the handler as JSON and makes a response of its output: the mode without forwarding.</summary>
internal sealed class HttpDescriber(HttpFrontParts parts, FunctionDefinition function)
{
    public async Task ServeAsync(HttpContext context)
    {
        string? body = await ReadBodyAsync(context.Request);
        InvocationResult result = await parts.Invoker.InvokeAsync(function, writer => WriteRequest(writer, context.Request, body), traced: true, context.RequestAborted);
        if (!result.Succeeded)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        if (result.Outputs.ValueKind == JsonValueKind.Object && function.HttpOutputName is { } name && TryFind(result.Outputs, name, out JsonElement output))
        {
            await WriteResponseAsync(context, output);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<string?> ReadBodyAsync(HttpRequest request)
    {
        if (request.ContentLength is null or 0)
        {
            return null;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        bool isBinary = request.ContentType is { } type
            && (type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) || type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase));
        return isBinary ? Convert.ToBase64String(body.ToArray()) : Encoding.UTF8.GetString(body.ToArray());
    }

    private static void WriteRequest(Utf8JsonWriter writer, HttpRequest request, string? body)
    {
        writer.WriteStartObject();
        writer.WriteString("Url", request.GetDisplayUrl());
        writer.WriteString("Method", request.Method);
        writer.WriteStartObject("Query");
        foreach ((string name, StringValues values) in request.Query)
        {
            writer.WriteString(name, string.Join(',', values.ToArray()));
        }

        writer.WriteEndObject();
        writer.WriteStartObject("Headers");
        foreach ((string name, StringValues values) in request.Headers)
        {
            writer.WriteStartArray(name);
            foreach (string? value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("Params");
        foreach ((string name, object? value) in request.RouteValues)
        {
            writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        writer.WriteEndObject();
        writer.WriteStartArray("Identities");
        writer.WriteEndArray();
        if (body is not null)
        {
            writer.WriteString("Body", body);
        }

        writer.WriteEndObject();
    }

    private static async Task WriteResponseAsync(HttpContext context, JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Object)
        {
            await context.Response.WriteAsync(output.ToString(), context.RequestAborted);
            return;
        }

        if (TryFind(output, "statusCode", out JsonElement status) && int.TryParse(status.ToString(), CultureInfo.InvariantCulture, out int code))
        {
            context.Response.StatusCode = code;
        }

        if (TryFind(output, "headers", out JsonElement headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty header in headers.EnumerateObject())
            {
                context.Response.Headers[header.Name] = header.Value.ToString();
            }
        }

        if (TryFind(output, "body", out JsonElement body) && body.ValueKind != JsonValueKind.Null)
        {
            string text = body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText();
            context.Response.ContentType ??= IsJson(text) ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryFind(JsonElement json, string name, out JsonElement found)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                found = member.Value;
                return true;
            }
        }

        found = default;
        return false;
    }
}
