using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Puts text in colour.</summary>
internal static class TextColors
{
    public static string Paint(this TextColor color, string text) =>
        color == TextColor.None ? text : string.Create(CultureInfo.InvariantCulture, $"\u001b[{(int)color}m{text}\u001b[0m");
}
