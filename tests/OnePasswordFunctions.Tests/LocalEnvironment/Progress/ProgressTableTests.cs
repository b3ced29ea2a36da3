using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Progress;
using Spectre.Console;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Progress;

public sealed class ProgressTableTests
{
    private const string Problem = "Item usage actions: Unauthorized. The Events API at 127.0.0.1:44969 refused the token (401). Check that the token is not revoked.";

    [Theory]
    [InlineData(80, 1_000)]
    [InlineData(80, 1_000_000)]
    [InlineData(60, 1_000)]
    [InlineData(40, 1_000_000_000)]
    [InlineData(200, 1_000)]
    public void Create_AnyWidth_FitsAndBreaksNoWord(int width, long events)
    {
        string[] lines = Render(width, 24, events, Problem);

        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        string text = string.Join('\n', lines);
        Assert.All(SimulatedFeed.All, feed => Assert.Contains(feed.DisplayName, text, StringComparison.Ordinal));
        Assert.Equal(3, lines.Count(line => line.EndsWith("MaximumReached", StringComparison.Ordinal)));
        Assert.Equal(Problem.Split(' '), lines[4..^2].SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Create_80Columns_ShowsWhatIsWaitingAndTheLag()
    {
        string header = Render(80, 24, 100_000)[0];

        Assert.Equal(["Feed", "Events", "In hub", "Waiting", "Per s", "Lag", "Last run"], header.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void Create_MoreProblemsThanRoom_ShowsTheNewest()
    {
        string[] lines = Render(80, 14, 1_000, "the oldest", "the older", "the newer", "the newest");

        Assert.Equal<string>(["the older", "the newer", "the newest"], lines[4..7]);
        Assert.Equal("00:00:05  Ctrl+C stops everything", lines[7]);
    }

    [Fact]
    public void Create_OnATerminal_HasTheOutcomesAndProblemsInColour()
    {
        using var output = new StringWriter();
        Write(output, AnsiSupport.Yes, 80, 24, 1_000, "CaughtUp", "a problem");

        Assert.Contains("\u001b[32mCaughtUp", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\u001b[33ma problem", output.ToString(), StringComparison.Ordinal);
    }

    private static string[] Render(int width, int height, long events, params string[] problems)
    {
        using var output = new StringWriter();
        Write(output, AnsiSupport.No, width, height, events, "MaximumReached", problems);
        return [.. output.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }

    private static void Write(StringWriter output, AnsiSupport ansi, int width, int height, long events, string outcome, params string[] problems)
    {
        FeedProgress[] feeds =
        [
            .. SimulatedFeed.All.Select(feed => new FeedProgress(
                feed, events, events, events, 12_345, new RunReport(feed.Name, outcome, "None", null, 5, 33.3 * 60, DateTimeOffset.UnixEpoch), 7)),
        ];
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = ansi, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        console.Write(ProgressTable.Create(TimeSpan.FromSeconds(5), feeds, problems, width, height));
    }
}
