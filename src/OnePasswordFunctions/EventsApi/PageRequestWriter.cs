using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace OnePasswordFunctions.EventsApi;

/// <summary>Writes the request body: either a reset cursor or a continuing one, never both (the API takes exactly one).</summary>
internal static class PageRequestWriter
{
    public static byte[] Write(PageRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (request.Cursor is { } cursor)
            {
                writer.WriteString("cursor"u8, cursor);
            }
            else
            {
                writer.WriteNumber("limit"u8, request.PageSize);
                writer.WriteString("start_time"u8, Text(request.StartTime));
                if (request.EndTime is { } end)
                {
                    writer.WriteString("end_time"u8, Text(end));
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
