using System.Diagnostics;
using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The real Functions host, as Azure Functions Core Tools runs it on a developer's machine.</summary>
internal sealed class CoreToolsHost(ChildProcess process) : IAsyncDisposable
{
    /// <summary>Ends when func has ended.</summary>
    public Task Stopped => process.Exited;

    /// <summary>Starts <c>func start</c> in the folder of the published app.</summary>
    /// <exception cref="LocalEnvironmentException">Core Tools are not installed.</exception>
    public static CoreToolsHost Start(string appRoot, int port, IReadOnlyDictionary<string, string> settings, Action<HostLogEntry> log)
    {
        string func = Programs.Require("func", "--func needs Azure Functions Core Tools 4; see https://learn.microsoft.com/azure/azure-functions/functions-run-local. Leave --func out to use the stand-in.");
        var startInfo = new ProcessStartInfo(func, ["start", "--port", port.ToString(CultureInfo.InvariantCulture)]) { WorkingDirectory = appRoot };
        foreach ((string name, string value) in settings)
        {
            startInfo.Environment[name] = value;
        }

        return new CoreToolsHost(ChildProcess.Start(startInfo, (line, isStandardError) => log(HostLogEntry.OfConsole(line, isStandardError))));
    }

    /// <summary>Ends func and the worker that it started.</summary>
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await Stopped;
    }
}
