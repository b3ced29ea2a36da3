using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>The progress as a table that fits the terminal, and the newest problems below it.</summary>
internal static class ProgressTable
{
    private const string Gap = "  ";
    private const string ProblemIndent = "  ";

    /// <summary>The lines, none wider than the terminal and altogether lower than it.</summary>
    /// <param name="elapsed">Since the start.</param>
    /// <param name="feeds">One row each.</param>
    /// <param name="problems">Oldest first; the oldest ones are left out where there is no room.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Its lines.</param>
    public static IReadOnlyList<string> Render(TimeSpan elapsed, IReadOnlyCollection<FeedProgress> feeds, IReadOnlyList<string> problems, int width, int height)
    {
        List<ProgressColumn> columns = Fit(feeds, width);
        List<string> lines = [string.Join(Gap, columns.Select(column => column.Align(column.Header, feeds)))];
        lines.AddRange(feeds.Select(feed => string.Join(Gap, columns.Select(column => column.Paint(column.Align(column.Read(feed), feeds), feed)))));

        // Three lines are others': that of the time, that of the cursor, and one of what was there before.
        lines.AddRange(Wrap(problems, width, height - lines.Count - 3).Select(line => TextColor.Paint(line, TextColor.Yellow)));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"{elapsed:hh\\:mm\\:ss}  Ctrl+C stops everything"));
        return lines;
    }

    private static List<ProgressColumn> Fit(IReadOnlyCollection<FeedProgress> feeds, int width)
    {
        List<ProgressColumn> columns = [.. ProgressColumn.All];
        while (columns.Count > 2 && columns.Sum(column => column.WidthOf(feeds) + Gap.Length) - Gap.Length > width)
        {
            columns.Remove(columns.MinBy(column => column.Importance)!);
        }

        return columns;
    }

    private static List<string> Wrap(IReadOnlyList<string> problems, int width, int most)
    {
        List<string> lines = [];
        foreach (string problem in problems.Reverse())
        {
            string[] wrapped = [.. TextWrap.Wrap(problem, width - 1, ProblemIndent)];
            if (lines.Count + wrapped.Length > most)
            {
                break;
            }

            lines.InsertRange(0, wrapped);
        }

        return lines;
    }
}
