using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Finds out when an event of any shape says that it happened.</summary>
internal static class ExplicitTimestamp
{
    /// <summary>UTC ticks, or null when the bytes have no readable top-level <c>timestamp</c>.</summary>
    public static long? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = 1000 });
            reader.Read();
            while (reader.TokenType != JsonTokenType.None && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isTimestamp = reader.ValueTextEquals("timestamp"u8);
                reader.Read();
                if (isTimestamp && reader.TokenType == JsonTokenType.String)
                {
                    return PageRequestBody.TryReadTime(reader.GetString(), out DateTimeOffset time) ? time.UtcTicks : null;
                }

                reader.Skip();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON, or not UTF-8: such events are allowed here and go by their arrival.
        }

        return null;
    }
}
