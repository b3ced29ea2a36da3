using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Progress;
using Spectre.Console;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Progress;

public sealed class ProgressDisplayTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ProgressBoard _board;

    public ProgressDisplayTests() => _board = new ProgressBoard(compare: null, _clock);

    [Fact]
    public async Task ShowUntilAsync_OnATerminal_DrawsOverItsFirstLinesAndLeavesTheCursorVisible()
    {
        string text = await RunAsync(AnsiSupport.Yes);

        Assert.True(text.Split("Ctrl+C stops everything").Length > 2, text);
        Assert.Contains("\u001b[", text, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?25h", text.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShowUntilAsync_IntoAPipe_WritesPlainLinesWithEachProblemOnce()
    {
        string text = await RunAsync(AnsiSupport.No);

        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.DoesNotContain('\u001b', text);
        Assert.Equal("a problem", Assert.Single(lines, line => !line.Contains("Audit events: 0 published", StringComparison.Ordinal)));
        Assert.True(lines.Length >= 3, text);
    }

    /// <summary>Shows a first state, a problem that comes then, and a last state.</summary>
    private async Task<string> RunAsync(AnsiSupport ansi)
    {
        using var output = new StringWriter { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = ansi, Interactive = InteractionSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 200;
        var end = new TaskCompletionSource();

        Task showing = new ProgressDisplay(_board, console, _clock).ShowUntilAsync(end.Task);
        _board.Note(new HostLogEntry(LogLevel.Warning, HostLogCategories.Console, "a problem"));
        _board.Note(new HostLogEntry(LogLevel.Warning, HostLogCategories.Console, "a problem"));
        end.SetResult();
        await Eventually.EndsAsync(showing);
        return output.ToString();
    }
}
