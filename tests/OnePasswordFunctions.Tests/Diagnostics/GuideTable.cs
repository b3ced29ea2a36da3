using OnePasswordFunctions.Tests.Infra;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>Reads a table of docs/operations.md.</summary>
internal static class GuideTable
{
    /// <summary>The cells of the first table of a section, without its head.</summary>
    public static IEnumerable<string[]> Rows(string section)
    {
        string guide = InfraFiles.Read("docs", "operations.md");
        int start = guide.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        return guide[(start + 1)..].Split('\n')
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
    }
}
