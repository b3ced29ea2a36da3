using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// Writes a text as a cell of a CSV file that no spreadsheet takes for a formula. A spreadsheet may split at another character than the
/// comma, and then knows nothing of the quotes around this cell; so whatever could be the beginning of a cell for it gets an apostrophe
/// in front. (Libraries guard the beginning of a field only.)
/// </summary>
internal static partial class CsvText
{
    private const string Quoted = ",\"\r\n";

    // What begins a formula; the full-width forms do in East Asian editions.
    private const string Formula = "=+\\-@＝＋－＠";

    // What a cell does not end with: a letter, a digit, or another character of a formula.
    private const string Word = @"[\p{L}\p{Nd}" + Formula + "]";

    /// <summary>The cell, quoted when it has to be; empty for null.</summary>
    public static string Encode(string? text)
    {
        string safe = Risk().Replace(text ?? "", "'$0");
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>
    /// White space at the beginning, and a character of a formula where a cell could begin: not right behind a word, and behind a word and
    /// blanks only when a blank follows, as in "Ann - Mary"; where blanks separate cells, the dash then stands alone.
    /// </summary>
    [GeneratedRegex($"^[\t\r\n]|(?<!{Word})(?!(?<={Word} +).[ ])[{Formula}]", RegexOptions.CultureInvariant)]
    private static partial Regex Risk();
}
