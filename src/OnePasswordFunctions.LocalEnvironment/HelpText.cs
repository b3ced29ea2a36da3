using Spectre.Console;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    private const int MostColumns = 110;
    private const int OptionColumns = 24;

    private const string Beginning = "Runs the 1Password event ingester on this machine, end to end: builds the function app as it is deployed, starts Azurite, the Events API simulator, "
        + "the Event Hubs stand-in and the Functions host stand-in, and shows what happens.\n\n  dotnet run --project src/OnePasswordFunctions.LocalEnvironment -- [options]\n";

    private const string End = "Ctrl+C stops everything that was started; a second Ctrl+C kills it at once.\nExit codes: 0 good, 1 failed (the message says why), 2 bad options.";

    public static void Write(IAnsiConsole console)
    {
        console.Profile.Width = Math.Min(console.Profile.Width, MostColumns);
        console.WriteLine(Beginning);
        foreach ((string section, CommandOption[] options) in CommandOptions.Sections)
        {
            Grid grid = new Grid().AddColumn(new GridColumn { Width = OptionColumns, NoWrap = true, Padding = new Padding(2, 0, 1, 0) }).AddColumn(new GridColumn { Padding = new Padding(0) });
            foreach (CommandOption option in options)
            {
                grid.AddRow(new Text($"{option.Name} {option.Value}"), new Text(option.Help));
            }

            console.WriteLine(section);
            console.Write(grid);
            console.WriteLine();
        }

        console.WriteLine(End);
    }
}
