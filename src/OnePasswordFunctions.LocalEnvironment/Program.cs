using OnePasswordFunctions.LocalEnvironment;

LocalEnvironmentOptions options = CommandLine.Parse(args, Environment.GetEnvironmentVariable, out IReadOnlyList<string> problems);
if (options.ShowHelp)
{
    Console.WriteLine(HelpText.Text);
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
    var run = new LocalEnvironmentRun(options, Console.Out, isTerminal: Terminal.CanDraw(), TimeProvider.System);
    return await run.RunAsync(signals.Token);
}
catch (Exception exception) when (exception is LocalEnvironmentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
