using System.Collections.Concurrent;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Most property names and many values are the same in every message; those texts are kept once.</summary>
internal static class CommonTexts
{
    // The first texts to come are the names and the constant values; ids and times that follow find the table full.
    private const int MaxKept = 256;
    private const int MaxLength = 128;

    private static readonly ConcurrentDictionary<ulong, string> Kept = new();

    public static string Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.HasValueSequence || reader.ValueSpan.Length > MaxLength)
        {
            return reader.GetString()!;
        }

        ulong hash = BodyHash.Of(reader.ValueSpan);
        if (Kept.TryGetValue(hash, out string? kept) && reader.ValueTextEquals(kept))
        {
            return kept;
        }

        string text = reader.GetString()!;
        if (Kept.Count < MaxKept)
        {
            Kept.TryAdd(hash, text);
        }

        return text;
    }
}
