using System.Text;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Writes Markdown in which any text is harmless.</summary>
internal static class Markdown
{
    private const string Special = "\\`*_[]|~#";

    /// <summary>The text, shown as it is: no markup, no HTML, no link, line breaks as <c>&lt;br&gt;</c>, so that it fits a table's cell.</summary>
    public static string Escape(string? text)
    {
        var escaped = new StringBuilder((text?.Length ?? 0) + 16);
        foreach (char character in text ?? "")
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

    /// <summary>One line of a table; the cells are escaped here.</summary>
    public static string Row(IEnumerable<string?> cells) => $"|{string.Concat(cells.Select(cell => $" {Escape(cell)} |"))}\n";

    /// <summary>The first two lines of a table.</summary>
    public static string Header(IReadOnlyCollection<string> columns) => $"{Row(columns)}|{string.Concat(Enumerable.Repeat(" --- |", columns.Count))}\n";

    /// <summary>A whole table; the cells are escaped here.</summary>
    public static string Table(IReadOnlyCollection<string> columns, IEnumerable<string?[]> rows) => Header(columns) + string.Concat(rows.Select(Row));
}
