namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Shows the progress until it is told to end: a live table on a terminal, else one line a second.</summary>
internal sealed class ProgressDisplay(ProgressBoard board, TextWriter output, bool isTerminal, TimeProvider timeProvider)
{
    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    private readonly long _started = timeProvider.GetTimestamp();

    /// <summary>Runs until it is cancelled, shows the last state, and then ends without an exception.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => isTerminal ? ShowTableAsync(cancellationToken) : WriteLinesAsync(cancellationToken);

    private async Task ShowTableAsync(CancellationToken cancellationToken)
    {
        var lines = new LiveLines(output);
        do
        {
            lines.Show(Render());
        }
        while (await WaitAsync(TableInterval, cancellationToken));
        lines.Show(Render());
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

    private IReadOnlyList<string> Render() =>
        ProgressTable.Render(timeProvider.GetElapsedTime(_started), board.Read(), board.Problems, Terminal.Width, Terminal.Height);

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
