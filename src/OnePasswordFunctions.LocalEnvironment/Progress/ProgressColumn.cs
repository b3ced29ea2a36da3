using System.Globalization;
using Spectre.Console;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>One column of the progress table.</summary>
/// <param name="Header">Its title.</param>
/// <param name="Importance">Where the terminal is too narrow, the least important columns go.</param>
/// <param name="Read">The cell of a feed.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
internal sealed record ProgressColumn(string Header, int Importance, Func<FeedProgress, string> Read, bool IsNumber = true)
{
    /// <summary>All of them, from left to right.</summary>
    public static readonly IReadOnlyList<ProgressColumn> All =
    [
        new("Feed", 9, feed => feed.Feed.DisplayName, IsNumber: false),
        new("Events", 7, feed => Number(feed.Held)),
        new("Served", 1, feed => Number(feed.Served)),
        new("In hub", 8, feed => Number(feed.InHub)),
        new("Waiting", 6, feed => Number(feed.Waiting)),
        new("Per s", 4, feed => feed.PerSecond.ToString("N0", CultureInfo.InvariantCulture)),
        new("Lag", 5, feed => Lag(feed.LastRun?.LagSeconds)),
        new("Runs", 2, feed => Number(feed.Runs)),
        new("Last run", 9, feed => feed.LastRun?.Outcome ?? "", IsNumber: false) { ColorOf = ColorOfOutcome },
    ];

    /// <summary>The colour of the cell that reads so.</summary>
    public Func<string, Color> ColorOf { get; init; } = _ => Color.Default;

    /// <summary>How wide the column is.</summary>
    public int WidthOf(IEnumerable<FeedProgress> feeds) => feeds.Max(feed => Math.Max(Header.Length, Read(feed).Length));

    // Those that terminals call green, yellow and red; Spectre's own of these names are the bright ones.
    private static Color ColorOfOutcome(string outcome) => outcome switch
    {
        "CaughtUp" => Color.Green,
        "" or "MaximumReached" or "BudgetSpent" or "Stopped" or "Disabled" => Color.Default,
        "Superseded" or "Throttled" or "Stalled" => Color.Olive,
        _ => Color.Maroon,
    };

    private static string Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "?";

    private static string Lag(double? seconds) => seconds switch
    {
        null => "",
        >= 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        >= 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
    };
}
