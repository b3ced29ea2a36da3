namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    private const int Width = 125;

    private const string Beginning = """
        Runs the 1Password event ingester on this machine, end to end: builds the function app as it is deployed, starts
        Azurite, the Events API simulator, the Event Hubs stand-in and the Functions host stand-in, and shows what happens.

          dotnet run --project src/OnePasswordFunctions.LocalEnvironment -- [options]
        """;

    private const string End = """
        Ctrl+C stops everything that was started; a second Ctrl+C kills it at once.
        Exit codes: 0 good, 1 failed (the message says why), 2 bad options.
        """;

    public static string Text => string.Join(Environment.NewLine + Environment.NewLine, [Beginning, .. CommandOptions.Sections.Select(section => Write(section.Section, section.Options)), End]);

    private static string Write(string section, CommandOption[] options)
    {
        string indent = new(' ', 27);
        IEnumerable<string> lines = options.SelectMany(option => option.Help.Split('\n').SelectMany((paragraph, index) =>
            TextWrap.Wrap((index == 0 ? $"  {option.Name} {option.Value}".PadRight(indent.Length - 1) + " " : indent) + paragraph, Width, indent)));
        return string.Join(Environment.NewLine, lines.Prepend(section));
    }
}
