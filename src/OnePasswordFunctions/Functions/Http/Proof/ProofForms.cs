using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary>A proof of delivery in its forms.</summary>
internal static class ProofForms
{
    public static ReportAnswer Of(ProofReport report) => new(writer => ProofJson.Write(writer, report), () => WriteMarkdown(report), () => WritePage(report));

    private static string WriteMarkdown(ProofReport report) =>
        $"""
        ### Proof of delivery, {report.Request.Feed.DisplayName}: {ProofWording.Headline(report)}

        {ProofWording.Period(report)}, version {Markdown.Escape(BuildVersion.Text)}

        {string.Concat(ProofWording.Sentences(report).Select(sentence => $"- {Markdown.Escape(sentence)}\n"))}
        {Markdown.Table(["Events", "Count"], ProofWording.Counts(report).Select(count => new[] { count.Name, Wording.Number(count.Number) }))}
        {Markdown.Table(["Event", "Is", "Time"], ProofWording.Mentions(report).Select(mention => new[] { mention.Event.Id, mention.Is, mention.Event.Time }))}
        """;

    private static Html WritePage(ProofReport report) => HtmlPage.Write(
        "Proof of delivery · OnePasswordFunctions",
        $"{report.Request.Feed.DisplayName}: {ProofWording.Headline(report)}",
        $"{ProofWording.Period(report)} Took {Wording.Duration(report.Duration)}.",
        $"""
        <section class="card">
        <div class="top"><h2>{Wording.Number(report.Counts.Served)} events served by 1Password</h2><span class="pill {Tone(report)}">{ProofWording.Status(report).Replace('_', ' ')}</span></div>
        {Html.Each(ProofWording.Sentences(report), sentence => $"""<p class="headline">{sentence}</p>""")}
        <dl class="facts">
        {Html.Each(ProofWording.Counts(report), static count => $"<div><dt>{count.Name}</dt><dd>{Wording.Number(count.Number)}<small>{count.Remark}</small></dd></div>\n")}</dl>
        {Mentions(report)}
        </section>
        """);

    private static Html Mentions(ProofReport report)
    {
        (string Is, EventMention Event)[] mentions = [.. ProofWording.Mentions(report)];
        return mentions.Length == 0 ? Html.None : (Html)$"""
            <table><thead><tr><th>Event</th><th>Is</th><th>Time</th></tr></thead><tbody>
            {Html.Each(mentions, static mention => $"<tr><td>{mention.Event.Id}</td><td>{mention.Is}</td><td>{mention.Event.Time}</td></tr>\n")}</tbody></table>
            """;
    }

    private static string Tone(ProofReport report) => report.IsProven ? "ok" : report.HasDefects ? "bad" : "warn";
}
