using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Writes small JSON answers, indented because people read them.</summary>
internal static class JsonAnswer
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>One object, whose members <paramref name="write"/> writes.</summary>
    public static Task WriteAsync(HttpContext context, int status, string contentType, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        AnswerHeaders.Set(context.Response, status, contentType);
        context.Response.ContentLength = buffer.WrittenCount;
        return context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }

    /// <summary>A time as ISO 8601 in UTC, or null.</summary>
    public static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time) =>
        writer.WriteString(name, time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture));

    /// <summary>A duration in seconds with one decimal, or null.</summary>
    public static void WriteSeconds(Utf8JsonWriter writer, string name, TimeSpan? time)
    {
        if (time is { } known)
        {
            writer.WriteNumber(name, Math.Round(known.TotalSeconds, 1));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
