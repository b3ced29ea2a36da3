using System.Text;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Makes any text harmless in Markdown, also inside a table's cell.</summary>
internal static class MarkdownText
{
    private const string Special = "\\`*_[]|~#";

    /// <summary>The text, shown as it is: no markup, no HTML, no link, line breaks as <c>&lt;br&gt;</c>.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (char character in text)
        {
            _ = character switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '\n' => escaped.Append("<br>"),
                _ when char.IsControl(character) => escaped.Append(' '),
                _ when Special.Contains(character, StringComparison.Ordinal) => escaped.Append('\\').Append(character),
                _ => escaped.Append(character),
            };
        }

        // Many renderers make links of bare addresses.
        return escaped.Replace("://", "&#58;//").Replace("www.", "www&#46;").ToString();
    }
}
