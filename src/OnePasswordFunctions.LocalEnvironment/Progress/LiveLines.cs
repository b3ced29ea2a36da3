using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Lines of a terminal that are written over again and again. The cursor rests on the line below them, where the terminal echoes keys.</summary>
internal sealed class LiveLines(TextWriter output)
{
    private int _count;

    /// <summary>Puts these lines in the place of the last ones.</summary>
    public void Show(IReadOnlyList<string> lines)
    {
        // Up to the first line, to its start, and everything from there to the end of the screen is cleared.
        string back = _count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\u001b[{_count}A");
        output.Write($"{back}\r\u001b[J{string.Join(Environment.NewLine, lines)}{Environment.NewLine}");
        output.Flush();
        _count = lines.Count;
    }
}
