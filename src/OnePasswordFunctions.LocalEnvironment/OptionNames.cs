using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>The names of the options, as the help text lists them.</summary>
internal static partial class OptionNames
{
    private const int MostTypos = 3;

    public static readonly IReadOnlyList<string> All = [.. Option().Matches(HelpText.Text).Select(match => match.Value.Trim())];

    /// <summary>A sentence that names the option which was probably meant, with a blank in front; nothing when there is none near.</summary>
    public static string Suggest(string name)
    {
        string nearest = All.MinBy(option => Typos(name, option))!;
        return Typos(name, nearest) <= MostTypos ? $" Did you mean {nearest}?" : "";
    }

    [GeneratedRegex("^ +--[a-z-]+", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Option();

    /// <summary>How many letters have to be put in, taken out or replaced.</summary>
    private static int Typos(string one, string other)
    {
        int[] before = [.. Enumerable.Range(0, other.Length + 1)];
        for (int row = 1; row <= one.Length; row++)
        {
            int[] now = new int[other.Length + 1];
            now[0] = row;
            for (int column = 1; column <= other.Length; column++)
            {
                int replaced = before[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                now[column] = Math.Min(replaced, Math.Min(before[column], now[column - 1]) + 1);
            }

            before = now;
        }

        return before[^1];
    }
}
