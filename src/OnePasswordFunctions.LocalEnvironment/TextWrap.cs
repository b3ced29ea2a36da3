namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Breaks text between words.</summary>
internal static class TextWrap
{
    /// <summary>The lines of a text, none longer than the width unless one word is.</summary>
    /// <param name="text">One paragraph.</param>
    /// <param name="width">In columns.</param>
    /// <param name="indent">What the second line and those after it begin with.</param>
    public static IEnumerable<string> Wrap(string text, int width, string indent)
    {
        string line = text;
        while (line.Length > width)
        {
            int from = line.StartsWith(indent, StringComparison.Ordinal) ? indent.Length : 0;
            int at = line.LastIndexOf(' ', width, width - from);
            at = at >= 0 ? at : line.IndexOf(' ', width);
            if (at < 0)
            {
                break;
            }

            yield return line[..at];
            line = indent + line[(at + 1)..];
        }

        yield return line;
    }
}
