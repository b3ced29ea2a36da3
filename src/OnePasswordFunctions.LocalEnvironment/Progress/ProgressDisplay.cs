using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Shows the progress: a live table on a terminal, else one line a second.</summary>
internal sealed class ProgressDisplay(ProgressBoard board, IAnsiConsole console, TimeProvider timeProvider)
{
    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    private readonly long _started = timeProvider.GetTimestamp();

    private TimeSpan Elapsed => timeProvider.GetElapsedTime(_started);

    /// <summary>Shows it until something has ended, however that ends, and then the last state.</summary>
    public async Task ShowUntilAsync(Task end)
    {
        if (console.Profile.Capabilities.Ansi)
        {
            await console.Live(Draw()).Overflow(VerticalOverflow.Crop).StartAsync(live => RepeatAsync(TableInterval, () => live.UpdateTarget(Draw()), end));
            return;
        }

        board.ProblemNoted += WriteProblem;
        await RepeatAsync(LineInterval, WriteLine, end);
        board.ProblemNoted -= WriteProblem;
    }

    private IRenderable Draw() => ProgressTable.Create(Elapsed, board.Read(), board.Problems, console.Profile.Width, console.Profile.Height);

    private void WriteLine() => console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,4:0}s  {string.Join("  |  ", board.Read().Select(feed => feed.Describe()))}"));

    private void WriteProblem(string problem) => console.WriteLine("      " + problem);

    private async Task RepeatAsync(TimeSpan interval, Action show, Task end)
    {
        while (!end.IsCompleted)
        {
            show();
            await Task.WhenAny(end, Task.Delay(interval, timeProvider, CancellationToken.None));
        }

        show();
    }
}
