using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Shows the progress until it is told to end: a live table on a terminal, else one line a second.</summary>
internal sealed class ProgressDisplay(ProgressBoard board, TextWriter output, bool isTerminal, TimeProvider timeProvider)
{
    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    private readonly long _started = timeProvider.GetTimestamp();
    private int _shown;

    /// <summary>Runs until it is cancelled, shows the last state, and then ends without an exception.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => isTerminal ? ShowTableAsync(cancellationToken) : WriteLinesAsync(cancellationToken);

    private async Task ShowTableAsync(CancellationToken cancellationToken)
    {
        do
        {
            Draw();
        }
        while (await WaitAsync(TableInterval, cancellationToken));
        Draw();
    }

    private async Task WriteLinesAsync(CancellationToken cancellationToken)
    {
        board.ProblemNoted += WriteProblem;
        do
        {
            WriteLine();
        }
        while (await WaitAsync(LineInterval, cancellationToken));
        WriteLine();
        board.ProblemNoted -= WriteProblem;
    }

    /// <summary>Writes over the lines of the last time. The cursor rests on the line below them, where the terminal echoes keys.</summary>
    private void Draw()
    {
        IReadOnlyList<string> lines = ProgressTable.Render(timeProvider.GetElapsedTime(_started), board.Read(), board.Problems, Terminal.Width, Terminal.Height);
        // Up to the first line, to its start, and everything from there to the end of the screen is cleared.
        string back = _shown == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\u001b[{_shown}A");
        output.Write($"{back}\r\u001b[J{string.Join(Environment.NewLine, lines)}{Environment.NewLine}");
        output.Flush();
        _shown = lines.Count;
    }

    private void WriteLine() => output.WriteLine(ProgressLine.Format(timeProvider.GetElapsedTime(_started), board.Read()));

    private void WriteProblem(string problem) => output.WriteLine("      " + problem);

    private async Task<bool> WaitAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(interval, timeProvider, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
