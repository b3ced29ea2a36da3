using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>The progress as a table, for a terminal.</summary>
internal static class ProgressTable
{
    public static IRenderable Render(TimeSpan elapsed, IReadOnlyCollection<FeedProgress> feeds, IReadOnlyCollection<string> problems)
    {
        Table table = new Table().RoundedBorder()
            .AddColumn("Feed")
            .AddColumn(Right("Events")).AddColumn(Right("Served")).AddColumn(Right("In hub")).AddColumn(Right("Waiting"))
            .AddColumn(Right("Per second")).AddColumn(Right("Lag")).AddColumn(Right("Runs"))
            .AddColumn("Last outcome");
        foreach (FeedProgress feed in feeds)
        {
            table.AddRow(
                new Text(feed.Feed.DisplayName()),
                Number(feed.Held), Number(feed.Served), Number(feed.InHub), Number(feed.Waiting),
                new Text(feed.PerSecond.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(FormatLag(feed.LastRun?.Lag)),
                Number(feed.Runs),
                new Text(feed.LastRun?.Outcome ?? "", new Style(ColorOf(feed.LastRun?.Outcome))));
        }

        table.Caption(string.Create(CultureInfo.InvariantCulture, $"{elapsed:hh\\:mm\\:ss}  Ctrl+C stops everything"));
        return new Rows([table, .. problems.Select(problem => new Text(problem, new Style(Color.Yellow)))]);
    }

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static Text Number(long? number) => new(number?.ToString("N0", CultureInfo.InvariantCulture) ?? "?");

    private static string FormatLag(TimeSpan? lag) => lag switch
    {
        null => "",
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{lag.Value.TotalHours:0.0} h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{lag.Value.TotalMinutes:0.0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{lag.Value.TotalSeconds:0} s"),
    };

    private static Color ColorOf(string? outcome) => outcome switch
    {
        "CaughtUp" => Color.Green,
        null or "MaximumReached" or "BudgetSpent" or "Stopped" or "Disabled" => Color.Default,
        "Superseded" or "Throttled" => Color.Yellow,
        _ => Color.Red,
    };
}
