using System.Globalization;
using System.Text;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>Makes keys that Table Storage accepts: no '/', '\', '#', '?' and no control characters.</summary>
internal static class TableKey
{
    /// <summary>The partition of a feed's history and dead letters.</summary>
    public static string ForFeed(string partition, EventFeed feed) => $"{partition}-{feed.Name}";

    /// <summary><paramref name="key"/> with every forbidden character, and '%', replaced by '_' and four hexadecimal digits.</summary>
    public static string Encode(string key)
    {
        var encoded = new StringBuilder(key.Length);
        foreach (char character in key)
        {
            if (character is '/' or '\\' or '#' or '?' or '%' || char.IsControl(character))
            {
                encoded.Append(CultureInfo.InvariantCulture, $"_{(int)character:x4}");
            }
            else
            {
                encoded.Append(character);
            }
        }

        return encoded.ToString();
    }
}
