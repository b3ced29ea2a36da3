using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Writes JSON for answers: letters and quotation marks as people read them, times and durations alike everywhere.</summary>
internal static class JsonAnswer
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with one object, indented because people read it.</summary>
    public static Task WriteAsync(HttpContext context, int status, string contentType, Action<Utf8JsonWriter> write) =>
        Answer.WriteAsync(context, status, contentType, (byte[])[.. Write(write, indented: true), (byte)'\n']);

    /// <summary>One object, whose members <paramref name="write"/> writes.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Readable with { Indented = indented }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An array of objects, whose members <paramref name="write"/> writes.</summary>
    public static void WriteArray<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
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
