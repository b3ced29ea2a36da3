using System.Text;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// Writes a text as a cell of a CSV file that no spreadsheet takes for a formula. A spreadsheet may split at another character than the
/// comma, and then knows nothing of the quotes around this cell; so whatever could be the beginning of a cell for it gets an apostrophe
/// in front. (Libraries guard the beginning of a field only.)
/// </summary>
internal static class CsvText
{
    private const string Quoted = ",\"\r\n";

    // The full-width forms work in East Asian editions.
    private const string Formula = "=+-@＝＋－＠";

    /// <summary>The cell, quoted when it has to be; empty for null.</summary>
    public static string Encode(string? text)
    {
        string safe = Guard(text ?? "");
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static string Guard(string text)
    {
        if (!text.AsSpan().ContainsAny(Formula) && (text.Length == 0 || text[0] is not ('\t' or '\r' or '\n')))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        for (int index = 0; index < text.Length; index++)
        {
            bool isRisk = Formula.Contains(text[index], StringComparison.Ordinal) ? CanBegin(text, index) : index == 0 && text[0] is '\t' or '\r' or '\n';
            safe.Append(isRisk ? "'" : "").Append(text[index]);
        }

        return safe.ToString();
    }

    /// <summary>
    /// Whether a cell could begin here. Any character but a letter, a digit or another of a formula may separate cells, and white space
    /// may stand before a cell's text. A dash between words, as in "Ann - Mary", is none: where a space separates, the dash stands alone.
    /// </summary>
    private static bool CanBegin(string text, int index)
    {
        int before = index - 1;
        while (before >= 0 && text[before] == ' ')
        {
            before--;
        }

        bool isBehindWord = before >= 0 && (char.IsLetterOrDigit(text[before]) || Formula.Contains(text[before], StringComparison.Ordinal));
        bool isAlone = before == index - 1 || (index + 1 < text.Length && text[index + 1] == ' ');
        return !(isBehindWord && isAlone);
    }
}
