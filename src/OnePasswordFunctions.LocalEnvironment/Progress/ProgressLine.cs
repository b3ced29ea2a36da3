using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>The progress in one line, for logs and pipes.</summary>
internal static class ProgressLine
{
    public static string Format(TimeSpan elapsed, IEnumerable<FeedProgress> feeds) =>
        string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,4:0}s  {string.Join("  |  ", feeds.Select(Format))}");

    private static string Format(FeedProgress feed)
    {
        string count = feed.Held is { } held
            ? string.Create(CultureInfo.InvariantCulture, $"{feed.InHub}/{held} in hub, {feed.Waiting} waiting")
            : string.Create(CultureInfo.InvariantCulture, $"{feed.InHub} published");
        return string.Create(CultureInfo.InvariantCulture, $"{feed.Feed.DisplayName()}: {count}, {feed.PerSecond:0}/s, {feed.LastRun?.Outcome ?? "no run yet"}");
    }
}
