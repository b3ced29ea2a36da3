using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.Progress;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Progress;

public sealed class ProgressDisplayTests
{
    [Fact]
    public async Task RunAsync_OnATerminal_WritesOverItsFirstLinesAndRestsBelow()
    {
        var clock = new FakeTimeProvider();
        using var output = new StringWriter { NewLine = "\n" };
        var display = new ProgressDisplay(new ProgressBoard(compare: null, clock), output, isTerminal: true, clock);

        await display.RunAsync(new CancellationToken(canceled: true));

        string[] drawn = output.ToString().Split("\r\u001b[J");
        int lines = drawn[1].Split(Environment.NewLine).Length - 1;
        Assert.Equal(3, drawn.Length);
        Assert.Equal(("", $"\u001b[{lines}A"), (drawn[0], drawn[1][^$"\u001b[{lines}A".Length..]));
        Assert.EndsWith(Environment.NewLine, drawn[2], StringComparison.Ordinal);
    }
}
