using System.Text;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;

namespace OnePasswordFunctions.Functions.Http.Connection;

/// <summary>The connection test as a Markdown table.</summary>
internal static class ConnectionMarkdown
{
    public static string Write(ConnectionReport report)
    {
        var text = new StringBuilder();
        text.Append($"### Connection test: {(report.IsOk ? "ok" : "failed")}\n\n{report.Summary}, {Wording.Time(report.StartedAt)}, version {MarkdownText.Escape(BuildVersion.Text)}\n\n");
        text.Append("| Check | Outcome | Seen | What to do |\n| --- | --- | --- | --- |\n");
        foreach (ConnectionCheck check in report.Checks)
        {
            CheckFinding finding = check.Finding;
            string outcome = finding.Outcome == CheckOutcome.Failed ? "**failed**" : ConnectionJson.Word(finding.Outcome);
            text.Append($"| {MarkdownText.Escape(check.Name)} | {outcome} | {MarkdownText.Escape(finding.Seen)} | {MarkdownText.Escape(finding.Advice ?? "")} |\n");
        }

        return text.ToString();
    }
}
