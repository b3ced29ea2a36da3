namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>The status as a page.</summary>
internal static class StatusPage
{
    public static Html Write(StatusReport report) => HtmlPage.Write(
        "Status · OnePasswordFunctions",
        "1Password events to Event Hubs",
        $"{Sentence(report)} As of {Wording.Time(report.Time)}.{Token(report)}",
        report.Problems.Count > 0 ? Problems(report.Problems) : Feeds(report));

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

    private static Html Token(StatusReport report) => report.TokenExpiry switch
    {
        null => Html.None,
        { } expiry when expiry <= report.Time => $""" <strong class="alarm">The API token expired {Wording.Relative(expiry, report.Time)}.</strong>""",
        { } expiry => $" The API token has {Math.Floor((expiry - report.Time).TotalDays):0} days left.",
    };

    private static Html Problems(IReadOnlyList<string> problems) =>
        $"""
        <section class="card">
        <div class="top"><h2>Settings with problems</h2><span class="pill bad">{problems.Count}</span></div>
        {Html.Each(problems, static problem => $"""<p class="headline bad">{problem}</p>""")}
        <p class="quiet small">Nothing was read and nothing is lost.</p>
        </section>
        """;

    private static Html Feeds(StatusReport report) =>
        $"""
        <div class="cards">
        {Html.Each(report.Feeds, feed => FeedCard.Write(feed, report.Time))}
        </div>
        <details class="box">
        <summary>Settings in force</summary>
        <table class="settings"><tbody>
        {Html.Each(report.Settings, static setting => $"""
            <tr><td>{HtmlPage.Breakable(setting.Name)}</td><td>{Value(setting)}</td></tr>

            """)}</tbody></table>
        </details>
        """;

    private static Html Value(SettingView setting) => setting switch
    {
        { Value: null } => $"""<span class="quiet">{setting.Text}</span>""",
        { IsDefault: true } => $"""{setting.Value} <span class="quiet">(default)</span>""",
        _ => $"{setting.Value}",
    };
}
