using System.Text.RegularExpressions;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Writes pages, in which nothing has to be fetched.</summary>
internal static partial class HtmlPage
{
    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>Closes a page.</summary>
    public static Html Foot =>
        $"""

        </main>
        <footer>OnePasswordFunctions {BuildVersion.Text}</footer>
        </body>
        </html>

        """;

    /// <summary>Everything up to a page's content.</summary>
    /// <param name="title">What the page is about, for the browser.</param>
    /// <param name="heading">The same for the page.</param>
    /// <param name="remark">The sentences below it.</param>
    /// <param name="layout">The style's word for the page's layout: <c>page</c>, or <c>wide</c> for the whole window.</param>
    public static Html Head(string title, Html heading, string remark, string layout = "page") =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{title} · OnePasswordFunctions</title>
        <style>
        {Html.Raw(Style.Value)}</style>
        </head>
        <body class="{layout}">
        <header>
        <h1>{heading}</h1>
        <p class="quiet">{remark}</p>
        </header>
        <main>

        """;

    /// <summary>A whole page.</summary>
    public static Html Write(Document document) =>
        $"{Head(document.Title, $"{document.Title} {Pill(document.Tone, document.Verdict)}", document.Remark)}{Html.Each(document.Blocks, Write)}{Foot}";

    /// <summary>A text that may break behind its underscores, as names of settings and of event types have them.</summary>
    public static Html Breakable(string? text) => Html.Raw(Underscore().Replace(((Html)$"{text}").ToString(), "_<wbr>"));

    private static Html Write(Block block) => block switch
    {
        Block.Sentences sentences => $"""<section class="card sentences">{Html.Each(sentences.Items, static sentence => $"<p>{sentence}</p>\n")}</section>""",
        Block.Table { Rows.Count: 0 } => Html.None,
        Block.Table table => $"""<section class="card">{Table(table)}</section>""",
        Block.Folded folded => $"""<details class="card"><summary>{folded.Summary}</summary>{Table(folded.Content)}</details>""",
        Block.Facts facts => $"""<section class="card">{Facts(facts.Items)}</section>""",
        Block.Findings findings => $"""<ul class="checks">{Html.Each(findings.Items, Finding)}</ul>""",
        Block.Cards cards => $"""<div class="cards">{Html.Each(cards.Items, Card)}</div>""",
        _ => throw new InvalidOperationException($"{block.GetType().Name} has no page."),
    };

    private static Html Table(Block.Table table) =>
        $"""
        <table>
        <thead><tr>{Html.Each(table.Columns, static column => $"""<th scope="col">{column}</th>""")}</tr></thead>
        <tbody>{Html.Each(table.Rows, static row => $"<tr>{Html.Each(row, static cell => $"<td>{Breakable(cell)}</td>")}</tr>\n")}</tbody>
        </table>
        """;

    private static Html Facts(IReadOnlyList<Block.Fact> facts) =>
        $"""
        <dl class="facts">
        {Html.Each(facts, static fact => $"<div><dt>{fact.Name}</dt><dd>{fact.Value}<small>{fact.Remark}</small></dd></div>\n")}</dl>
        """;

    private static Html Finding(Block.Finding finding) =>
        $"""
        <li>
          {Pill(finding.Tone, finding.Word)}
          <span class="name">{finding.Name}</span>
          <div class="seen">{finding.Text}{(finding.Advice is { } advice ? $"""<div class="advice">{advice}</div>""" : Html.None)}</div>
        </li>

        """;

    private static Html Card(Block.Card card) =>
        $"""
        <section class="card">
        <div class="top"><h2>{card.Name}</h2>{Pill(card.Tone, card.Word)}</div>
        <p class="headline {Word(card.Tone)}">{Breakable(card.Headline)}</p>
        {Facts(card.Facts)}
        {card.Picture}
        <details>
        <summary>Details</summary>
        <dl class="list">
        {Html.Each(card.Details, static line => $"<dt>{line.Name}</dt><dd>{line.Value ?? "–"}</dd>\n")}</dl>
        </details>
        </section>

        """;

    private static Html Pill(Tone tone, string word) => $"""<span class="pill {Word(tone)}">{word}</span>""";

    private static string Word(Tone tone) => tone.ToString().ToLowerInvariant();

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("_(?!_)")]
    private static partial Regex Underscore();
}
