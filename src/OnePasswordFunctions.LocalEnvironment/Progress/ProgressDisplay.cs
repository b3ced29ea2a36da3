using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Shows the progress until it is told to end: a live table on a terminal, else one line a second.</summary>
internal sealed class ProgressDisplay(ProgressBoard board, IAnsiConsole console, TimeProvider timeProvider)
{
    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    private readonly long _started = timeProvider.GetTimestamp();

    private TimeSpan Elapsed => timeProvider.GetElapsedTime(_started);

    /// <summary>Runs until it is cancelled, shows the last state, and then ends without an exception.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (console.Profile.Capabilities.Ansi)
        {
            await console.Live(Draw()).Overflow(VerticalOverflow.Crop).StartAsync(live => RepeatAsync(TableInterval, () => live.UpdateTarget(Draw()), cancellationToken));
            return;
        }

        board.ProblemNoted += WriteProblem;
        await RepeatAsync(LineInterval, WriteLine, cancellationToken);
        board.ProblemNoted -= WriteProblem;
    }

    private IRenderable Draw() => ProgressTable.Create(Elapsed, board.Read(), board.Problems, console.Profile.Width, console.Profile.Height);

    private void WriteLine() => console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,4:0}s  {string.Join("  |  ", board.Read().Select(feed => feed.Describe()))}"));

    private void WriteProblem(string problem) => console.WriteLine("      " + problem);

    private async Task RepeatAsync(TimeSpan interval, Action show, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            show();
            await Task.Delay(interval, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        show();
    }
}
