namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>One value of an event in a table.</summary>
/// <param name="Column">The column that it belongs to.</param>
/// <param name="Text">The value as text; may have line breaks.</param>
/// <param name="IsNumber">Whether it is a JSON number, which no program mistakes for a formula.</param>
internal readonly record struct EventCell(string Column, string Text, bool IsNumber)
{
    // The ids of 1Password have 26 letters and digits.
    private const int LongId = 20;

    /// <summary>Whether the text is a long id, which people compare rather than read.</summary>
    public bool IsId => Text is { Length: >= LongId } && (Text.All(char.IsAsciiLetterOrDigit) || Guid.TryParse(Text, out _));
}
