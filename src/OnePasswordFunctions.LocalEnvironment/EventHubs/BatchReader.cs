using System.Collections.ObjectModel;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Reads the batch form: an array of objects with <c>Body</c>, and optionally <c>IsBodyBase64</c>, <c>UserProperties</c> and
/// <c>BrokerProperties</c>. Stricter than the service, so that a mistake shows here and not there.
/// </summary>
internal static class BatchReader
{
    /// <summary>
    /// Decodes a body into a batch whose bodies lie in <paramref name="bodies"/>, which must be as long as the body.
    /// Properties are checked in any case, and kept when <paramref name="keepsProperties"/> is true.
    /// </summary>
    public static HubError? TryRead(ReadOnlySpan<byte> json, byte[] bodies, bool keepsProperties, out DecodedBatch batch)
    {
        batch = new DecodedBatch { Bodies = bodies };
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return HubError.Malformed("The body must be a JSON array of messages");
            }

            int used = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                if (ReadMessage(ref reader, batch, keepsProperties, ref used) is { } error)
                {
                    return error;
                }
            }

            bool complete = reader.TokenType == JsonTokenType.EndArray && !reader.Read() && batch.Count > 0;
            return complete ? null : HubError.Malformed("The body must be one JSON array of at least one message object");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return HubError.Malformed("The body is not well-formed JSON in UTF-8");
        }
    }

    private static HubError? ReadMessage(ref Utf8JsonReader reader, DecodedBatch batch, bool keepsProperties, ref int used)
    {
        int length = -1;
        bool isBase64 = false;
        IReadOnlyDictionary<string, string> properties = ReadOnlyDictionary<string, string>.Empty;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Body"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.String || length >= 0)
                {
                    return HubError.Malformed("Body must stand once in each message, and be a string");
                }

                length = reader.CopyString(batch.Bodies.AsSpan(used));
            }
            else if (reader.ValueTextEquals("IsBodyBase64"u8))
            {
                reader.Read();
                isBase64 = reader.GetBoolean();
            }
            else if (reader.ValueTextEquals("UserProperties"u8))
            {
                if (!TryReadProperties(ref reader, keepsProperties, out properties))
                {
                    return HubError.Malformed("UserProperties must be an object whose values are strings");
                }
            }
            else if (reader.ValueTextEquals("BrokerProperties"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else
            {
                return HubError.Malformed($"'{reader.GetString()}' is not a member of a message");
            }
        }

        if (length < 0)
        {
            return HubError.Malformed("A message has no Body");
        }

        if (isBase64)
        {
            byte[] decoded = Convert.FromBase64String(System.Text.Encoding.UTF8.GetString(batch.Bodies, used, length));
            decoded.CopyTo(batch.Bodies, used);
            length = decoded.Length;
        }

        batch.Add(used, length, properties);
        used += length;
        return null;
    }

    private static bool TryReadProperties(ref Utf8JsonReader reader, bool keeps, out IReadOnlyDictionary<string, string> properties)
    {
        Dictionary<string, string>? read = keeps ? new(8, StringComparer.Ordinal) : null;
        properties = read ?? (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = keeps ? CommonTexts.Read(ref reader) : "";
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || read?.TryAdd(name, CommonTexts.Read(ref reader)) == false)
            {
                return false;
            }
        }

        return true;
    }
}
