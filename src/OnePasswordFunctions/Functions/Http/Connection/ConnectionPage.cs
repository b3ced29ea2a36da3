using System.Text;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;

namespace OnePasswordFunctions.Functions.Http.Connection;

/// <summary>The connection test as a page.</summary>
internal static class ConnectionPage
{
    public static string Write(ConnectionReport report)
    {
        var html = new StringBuilder(8 * 1024).Append(HtmlPage.Head("Connection test · OnePasswordFunctions"));
        html.Append($"<header><h1>Connection test: {(report.IsOk ? "all is well" : "something must be mended")}</h1>");
        html.Append($"<p class=\"quiet\">{report.Summary}. {Wording.Time(report.StartedAt)}, took {Wording.Duration(report.Duration)}.</p></header>\n<main><ul class=\"checks\">\n");
        foreach (ConnectionCheck check in report.Checks)
        {
            CheckFinding finding = check.Finding;
            html.Append($"<li><span class=\"pill {Tone(finding.Outcome)}\">{ConnectionJson.Word(finding.Outcome)}</span><span class=\"name\">{HtmlText.Encode(check.Name)}</span>");
            html.Append($"<div class=\"seen{(finding.Outcome == CheckOutcome.Skipped ? " quiet" : "")}\">{HtmlText.Encode(finding.Seen)}");
            html.Append(finding.Advice is { } advice ? $"<div class=\"advice\">{HtmlText.Encode(advice)}</div>" : "").Append("</div></li>\n");
        }

        return html.Append($"</ul></main><footer>OnePasswordFunctions {HtmlText.Encode(BuildVersion.Text)}</footer>\n").Append(HtmlPage.Foot).ToString();
    }

    private static string Tone(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Ok => "ok",
        CheckOutcome.Failed => "bad",
        _ => "",
    };
}
