using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>One cell of the event page: what is long is shortened, and shown whole when it is pointed at, focused or opened.</summary>
internal static partial class HtmlCell
{
    /// <summary>A nested object of more lines is folded.</summary>
    private const int MostLines = 2;

    /// <summary>A cell of the column with the style's word <paramref name="column"/>.</summary>
    public static Html Write(EventCell cell, string? column)
    {
        string style = column ?? (cell.IsNumber ? "number" : "");
        return style.Length == 0 ? $"<td>{Content(cell)}</td>" : (Html)$"""<td class="{style}">{Content(cell)}</td>""";
    }

    private static Html Content(EventCell cell)
    {
        if (cell.Text is null)
        {
            return Html.None;
        }

        if (cell.IsId)
        {
            return $"""<span class="cut" title="{cell.Text}" tabindex="0">{cell.Text}</span>""";
        }

        if (Instant().Match(cell.Text) is { Success: true, Groups: var part })
        {
            return $"""<time title="{cell.Text}" tabindex="0">{part["date"].Value} {part["time"].Value}{part["offset"].Value}<span class="rest">{part["rest"].Value}</span></time>""";
        }

        string[] lines = cell.Text.Split('\n');
        return lines.Length > MostLines ? Fold(cell.Text, lines) : HtmlPage.Breakable(cell.Text);
    }

    /// <summary>The two values that tell the most, ids aside; the rest on demand.</summary>
    private static Html Fold(string text, string[] lines)
    {
        IEnumerable<string> telling = lines
            .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim())
            .Where(value => value.Length > 0 && !new EventCell("", value, false).IsId)
            .Take(2);
        return $"<details><summary>{string.Join(" · ", telling.DefaultIfEmpty($"{lines.Length} values"))}</summary>{text}</details>";
    }

    [GeneratedRegex(@"^(?<date>\d{4}-\d\d-\d\d)T(?<time>\d\d:\d\d:\d\d)((?<rest>[.\d]*Z)|[.\d]*(?<offset>[+-]\d\d:\d\d))$")]
    private static partial Regex Instant();
}
