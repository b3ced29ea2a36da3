namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>The colours of a terminal's text, by their ANSI numbers.</summary>
internal enum TextColor
{
    None,
    Red = 31,
    Green = 32,
    Yellow = 33,
}
