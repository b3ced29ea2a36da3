using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>The progress as a table that fits the terminal, and the newest problems below it.</summary>
internal static class ProgressTable
{
    private const int Gap = 2;

    // The header, three feeds, the time, the line of the cursor, and two of what was there before.
    private const int OtherLines = 8;

    /// <param name="elapsed">Since the start.</param>
    /// <param name="feeds">One row each.</param>
    /// <param name="problems">Oldest first; the oldest ones are left out where there is no room.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Its lines.</param>
    public static IRenderable Create(TimeSpan elapsed, IReadOnlyCollection<FeedProgress> feeds, IEnumerable<string> problems, int width, int height)
    {
        List<ProgressColumn> columns = Fit(feeds, width);
        Table table = new Table().NoBorder();
        foreach (ProgressColumn column in columns)
        {
            var padding = new Padding(0, 0, column == columns[^1] ? 0 : Gap, 0);
            table.AddColumn(new TableColumn(new Text(column.Header)) { Alignment = column.IsNumber ? Justify.Right : Justify.Left, NoWrap = true, Padding = padding });
        }

        foreach (FeedProgress feed in feeds)
        {
            table.AddRow(columns.Select(column => new Text(column.Read(feed), new Style(column.ColorOf(column.Read(feed))))));
        }

        // A problem takes about two lines. Below all of it is an empty one, where the terminal echoes keys.
        IEnumerable<string> shown = problems.TakeLast(Math.Max(0, height - OtherLines) / 2);
        string time = string.Create(CultureInfo.InvariantCulture, $"{elapsed:hh\\:mm\\:ss}  Ctrl+C stops everything");
        return new Rows([table, .. shown.Select(problem => new Text(problem, new Style(Color.Olive))), new Text(time), new Text(" ")]);
    }

    private static List<ProgressColumn> Fit(IReadOnlyCollection<FeedProgress> feeds, int width)
    {
        List<ProgressColumn> columns = [.. ProgressColumn.All];
        while (columns.Count > 2 && columns.Sum(column => column.WidthOf(feeds) + Gap) - Gap > width)
        {
            columns.Remove(columns.MinBy(column => column.Importance)!);
        }

        return columns;
    }
}
