using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>The status as Markdown, as chat tools and tickets show it.</summary>
internal static class StatusMarkdown
{
    private static readonly string[] Columns = ["Feed", "Health", "What is the matter", "Behind by", "Events today", "Last run", "Next firing"];

    public static string Write(StatusReport report) =>
        $"""
        ### Status: {Markdown.Escape(report.Overall)}

        {Wording.Time(report.Time)}, version {Markdown.Escape(BuildVersion.Text)}{Token(report)}

        {(report.Problems.Count > 0 ? WriteProblems(report.Problems) : WriteFeeds(report))}
        """;

    private static string WriteProblems(IReadOnlyList<string> problems) => string.Concat(problems.Select(problem => $"- {Markdown.Escape(problem)}\n"));

    private static string WriteFeeds(StatusReport report) =>
        $"""
        {Markdown.Table(Columns, report.Feeds.Select(feed => Describe(feed, report.Time)))}
        {Markdown.Table(["Setting", "Value"], report.Settings.Select(setting => new[] { setting.Name, setting.Text }))}
        """;

    private static string?[] Describe(FeedStatus feed, DateTimeOffset now) =>
    [
        feed.Feed.DisplayName,
        feed.Health.ToString().ToLowerInvariant(),
        feed.Headline,
        feed.Lag is { } lag ? Wording.Duration(lag) : null,
        Wording.Number(feed.Today.Events),
        feed.LastRun is { } run ? $"{run.Outcome}, {Wording.Relative(run.EndedAt, now)}" : null,
        feed.NextFiring is { } next ? Wording.Relative(next, now) : null,
    ];

    private static string Token(StatusReport report) =>
        report.TokenExpiry is { } expiry ? $", the API token expires {Wording.Relative(expiry, report.Time)}" : "";
}
