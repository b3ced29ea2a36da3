using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Puts a terminal's text in colour, by the ANSI number.</summary>
internal static class TextColor
{
    public const int Red = 31;
    public const int Green = 32;
    public const int Yellow = 33;

    public static string Paint(string text, int color) => string.Create(CultureInfo.InvariantCulture, $"\u001b[{color}m{text}\u001b[0m");
}
