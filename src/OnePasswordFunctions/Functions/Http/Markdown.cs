using System.Text;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Writes Markdown in which any text is harmless.</summary>
internal static class Markdown
{
    private const string Special = "\\`*_[]|~#";

    /// <summary>A whole document, as chat tools and tickets show it.</summary>
    public static string Write(Document document) =>
        $"""
        ### {Escape(document.Title)}: {Escape(document.Verdict)}

        {Escape(document.Remark)} Version {Escape(BuildVersion.Text)}.
        {string.Concat(document.Blocks.Select(Write).Where(block => block.Length > 0).Select(block => '\n' + block))}
        """;

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

    private static string Write(Block block) => block switch
    {
        Block.Sentences sentences => string.Concat(sentences.Items.Select(sentence => $"- {Escape(sentence)}\n")),
        Block.Table table => Write(table.Columns, table.Rows),
        Block.Folded folded => Write(folded.Content),
        Block.Facts facts => Write(facts.Columns, facts.Items.Select(fact => new[] { fact.Name, fact.Value, fact.Remark })),
        Block.Findings findings => Write(findings.Columns, findings.Items.Select(finding => new[] { finding.Name, finding.Word, finding.Text, finding.Advice })),
        Block.Cards cards => Write(
            [.. cards.Columns, .. cards.Items.Take(1).SelectMany(card => card.Facts).Select(fact => fact.Name)],
            cards.Items.Select(card => (string[])[card.Name, card.Word, card.Headline, .. card.Facts.Select(fact => fact.Remark.Length == 0 ? fact.Value : $"{fact.Value} ({fact.Remark})")])),
        _ => throw new InvalidOperationException($"{block.GetType().Name} has no Markdown."),
    };

    private static string Write(IReadOnlyCollection<string> columns, IEnumerable<string?[]> rows) =>
        string.Concat(rows.Select(Row)) is { Length: > 0 } lines ? Header(columns) + lines : "";
}
