using OnePasswordFunctions.LocalEnvironment;
using Spectre.Console;

IAnsiConsole console = AnsiConsole.Console;
if (!console.Profile.Out.IsTerminal || !console.Profile.Capabilities.Ansi)
{
    // A pipe gets plain text in whole lines.
    console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(Console.Out) });
    console.Profile.Width = short.MaxValue;
}

LocalEnvironmentOptions options = CommandLine.Parse(args, Environment.GetEnvironmentVariable, out IReadOnlyList<string> problems);
if (options.ShowHelp)
{
    HelpText.Write(console);
    return 0;
}

if (problems.Count > 0)
{
    Console.Error.WriteLine(string.Join(Environment.NewLine, problems));
    return 2;
}

using var signals = new StopSignals();
try
{
    return await new LocalEnvironmentRun(options, console, TimeProvider.System).RunAsync(signals.Token);
}
catch (Exception exception) when (exception is LocalEnvironmentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
