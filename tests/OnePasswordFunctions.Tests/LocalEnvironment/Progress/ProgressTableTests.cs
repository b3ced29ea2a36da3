using System.Text.RegularExpressions;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Progress;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Progress;

public sealed partial class ProgressTableTests
{
    private const string Problem = "Item usage actions: Unauthorized. The Events API at 127.0.0.1:44969 refused the token (401). Check that the token is not revoked.";

    [Theory]
    [InlineData(80, 1_000)]
    [InlineData(80, 1_000_000)]
    [InlineData(60, 1_000)]
    [InlineData(40, 1_000_000_000)]
    [InlineData(200, 1_000)]
    public void Render_AnyWidth_FitsAndBreaksNoWord(int width, long events)
    {
        IReadOnlyList<string> lines = Render(width, 24, events, Problem);

        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        string text = string.Join('\n', lines);
        Assert.All(SimulatedFeeds.All, feed => Assert.Contains(feed.DisplayName(), text, StringComparison.Ordinal));
        Assert.Equal(3, lines.Count(line => line.EndsWith("MaximumReached", StringComparison.Ordinal)));
        Assert.Equal(Problem.Split(' '), lines.Skip(4).SkipLast(1).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Render_80Columns_ShowsWhatIsWaitingAndTheLag()
    {
        string header = Render(80, 24, 100_000)[0];

        Assert.Equal(["Feed", "Events", "In hub", "Waiting", "Per s", "Lag", "Last run"], header.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void Render_MoreProblemsThanRoom_ShowsTheNewest()
    {
        IReadOnlyList<string> lines = Render(80, 10, 1_000, "the oldest", "the older", "the newer", "the newest");

        Assert.Equal(8, lines.Count);
        Assert.Equal<string>(["the older", "the newer", "the newest"], lines.Skip(4).Take(3));
    }

    private static IReadOnlyList<string> Render(int width, int height, long events, params string[] problems)
    {
        FeedProgress[] feeds =
        [
            .. SimulatedFeeds.All.Select(feed => new FeedProgress(
                feed, events, events, events, 12_345, new RunReport(feed, "MaximumReached", null, 5, TimeSpan.FromMinutes(33.3), DateTimeOffset.UnixEpoch), 7)),
        ];
        return [.. ProgressTable.Render(TimeSpan.FromSeconds(5), feeds, problems, width, height).Select(line => Color().Replace(line, ""))];
    }

    [GeneratedRegex("\u001b\\[[0-9]+m")]
    private static partial Regex Color();
}
