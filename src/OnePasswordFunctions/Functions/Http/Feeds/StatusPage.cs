using System.Text;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>The status as a page.</summary>
internal static class StatusPage
{
    public static string Write(StatusReport report)
    {
        var html = new StringBuilder(16 * 1024).Append(HtmlPage.Head("Status · OnePasswordFunctions"));
        html.Append($"<header><h1>1Password events to Event Hubs</h1><p class=\"quiet\">{Sentence(report)} As of {Wording.Time(report.Time)}.{Token(report)}</p></header>\n<main>\n");
        if (report.Problems.Count > 0)
        {
            WriteProblems(html, report.Problems);
        }
        else
        {
            html.Append("<div class=\"cards\">\n");
            foreach (FeedStatus feed in report.Feeds)
            {
                html.Append(new FeedCard(feed, report.Time).Write());
            }

            html.Append("</div>\n");
            WriteSettings(html, report.Settings);
        }

        return html.Append($"</main><footer>OnePasswordFunctions {HtmlText.Encode(BuildVersion.Text)}</footer>\n").Append(HtmlPage.Foot).ToString();
    }

    private static string Sentence(StatusReport report) => report.Overall switch
    {
        "healthy" => "All is well.",
        "warning" => "Working, and something needs a look.",
        "lagging" => "Working, and behind.",
        "broken" => "Something needs your attention.",
        "unknown" => "The state could not be read.",
        "bad_settings" => "Nothing is fetched until the settings are mended and the app is restarted.",
        "waiting" => "Waiting for the first run.",
        _ => "Switched off.",
    };

    private static string Token(StatusReport report) => report.TokenExpiry switch
    {
        null => "",
        { } expiry when expiry <= report.Time => $" <strong class=\"alarm\">The API token expired {HtmlText.Encode(Wording.Relative(expiry, report.Time))}.</strong>",
        { } expiry => $" The API token has {Math.Floor((expiry - report.Time).TotalDays):0} days left.",
    };

    private static void WriteProblems(StringBuilder html, IReadOnlyList<string> problems)
    {
        html.Append($"<section class=\"card\"><div class=\"top\"><h2>Settings with problems</h2><span class=\"pill bad\">{problems.Count}</span></div>\n");
        foreach (string problem in problems)
        {
            html.Append($"<p class=\"headline bad\">{HtmlText.Encode(problem)}</p>\n");
        }

        html.Append("<p class=\"quiet small\">Nothing was read and nothing is lost.</p></section>\n");
    }

    private static void WriteSettings(StringBuilder html, IReadOnlyList<SettingView> settings)
    {
        html.Append("<details class=\"box\"><summary>Settings in force</summary><table class=\"settings\"><tbody>\n");
        foreach (SettingView setting in settings)
        {
            string value = setting.Value is null ? "<span class=\"quiet\">not set</span>"
                : HtmlText.Encode(setting.Value) + (setting.IsDefault ? " <span class=\"quiet\">(default)</span>" : "");
            html.Append($"<tr><td>{HtmlText.Encode(setting.Name).Replace("__", "__<wbr>", StringComparison.Ordinal)}</td><td>{value}</td></tr>\n");
        }

        html.Append("</tbody></table></details>\n");
    }
}
