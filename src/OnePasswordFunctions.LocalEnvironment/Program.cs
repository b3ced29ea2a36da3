using System.Runtime.InteropServices;
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

using var stopping = new CancellationTokenSource();
int signals = 0;
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    if (Interlocked.Increment(ref signals) == 1)
    {
        Console.Error.WriteLine("Stopping everything; a second signal kills it at once.");
        stopping.Cancel();
    }
    else
    {
        ChildProcesses.KillAll();
        Environment.Exit(130);
    }
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    var run = new LocalEnvironmentRun(options, Console.Out, isTerminal: !Console.IsOutputRedirected, TimeProvider.System);
    return await run.RunAsync(stopping.Token);
}
catch (LocalEnvironmentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
