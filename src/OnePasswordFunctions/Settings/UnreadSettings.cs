using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Settings;

/// <summary>Finds names that look like settings of this app and that nothing reads: spelling mistakes, and settings of the past.</summary>
internal static partial class UnreadSettings
{
    private const int LongestName = 100;

    /// <summary>A sentence for each, with the setting that was probably meant.</summary>
    public static IEnumerable<string> Describe(IConfiguration configuration) =>
        from entry in configuration.AsEnumerable()
        where !string.IsNullOrWhiteSpace(entry.Value)
        let name = entry.Key.Replace(":", "__", StringComparison.Ordinal)
        where OursByName().IsMatch(name) && name.Length <= LongestName && !SettingCatalogue.All.Any(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        orderby name
        select Describe(name);

    private static string Describe(string name)
    {
        Setting? parent = SettingCatalogue.All.FirstOrDefault(setting => name.StartsWith(setting.Name + "__", StringComparison.OrdinalIgnoreCase));
        return parent is not null && int.TryParse(name.AsSpan(parent.Name.Length + 2), out _)
            ? $"{name} is set, and nothing reads it. The nearest setting is {parent.Name}, which takes its whole value as one text."
            : $"{name} is set, and nothing reads it. The nearest setting is {Nearest(name)}.";
    }

    private static string Nearest(string name) => SettingCatalogue.All.MinBy(setting => Distance(name.ToUpperInvariant(), setting.Name.ToUpperInvariant()))!.Name;

    /// <summary>How many letters must be added, removed or changed to make one text of the other.</summary>
    private static int Distance(string from, string to)
    {
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        for (int row = 1; row <= from.Length; row++)
        {
            int[] current = new int[to.Length + 1];
            current[0] = row;
            for (int column = 1; column <= to.Length; column++)
            {
                int change = previous[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(change, Math.Min(previous[column], current[column - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }

    // The names of other programs are not judged: only letters, digits and underscores behind a prefix, and a schedule's name is letters alone.
    [GeneratedRegex(@"^((OnePassword|EventHub|CursorStorage|CursorTable)[A-Za-z0-9_.-]*|[A-Za-z]+Schedule)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OursByName();
}
