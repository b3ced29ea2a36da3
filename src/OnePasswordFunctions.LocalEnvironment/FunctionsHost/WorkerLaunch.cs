using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How the worker is started: arguments, folder and environment, as the host gives them.</summary>
/// <param name="appRoot">The published app, a full path.</param>
/// <param name="settings">All of them go into the worker's environment.</param>
/// <param name="httpPort">The host's public port.</param>
/// <param name="group">Which functions the instance is for, as Flex Consumption tells it; null for all.</param>
internal sealed class WorkerLaunch(string appRoot, WorkerConfig worker, AppSettings settings, int httpPort, string? group = null)
{
    /// <summary>Everything the process needs.</summary>
    /// <param name="workerId">By which the host knows its stream again.</param>
    /// <param name="grpcPort">Where the host listens for it on 127.0.0.1.</param>
    public ProcessStartInfo CreateStartInfo(string workerId, int grpcPort)
    {
        var startInfo = new ProcessStartInfo(worker.Executable, CreateArguments(workerId, grpcPort.ToString(CultureInfo.InvariantCulture)))
        {
            WorkingDirectory = appRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // Core Tools say so; a test may want another environment.
        startInfo.Environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        foreach ((string name, string value) in settings.Values)
        {
            startInfo.Environment[name] = value;
        }

        startInfo.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        startInfo.Environment["FUNCTIONS_WORKER_RUNTIME_VERSION"] = "10.0";
        startInfo.Environment["FUNCTIONS_WORKER_DIRECTORY"] = appRoot;
        startInfo.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = appRoot;
        startInfo.Environment["AzureWebJobsScriptRoot"] = appRoot;
        startInfo.Environment["WEBSITE_HOSTNAME"] = string.Create(CultureInfo.InvariantCulture, $"localhost:{httpPort}");
        if (group is not null)
        {
            startInfo.Environment["FUNCTIONS_TARGET_GROUP"] = group;
        }

        foreach (string quiet in (string[])["DOTNET_NOLOGO", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE"])
        {
            startInfo.Environment[quiet] = "true";
        }

        return startInfo;
    }

    // The worker reads the second four only; the host passes the first ones on for workers of other languages.
    private string[] CreateArguments(string workerId, string port)
    {
        const string Longest = "2147483647";
        string requestId = Guid.NewGuid().ToString();
        return
        [
            worker.WorkerPath,
            "--host", "127.0.0.1", "--port", port, "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", Longest,
            "--functions-uri", $"http://127.0.0.1:{port}/", "--functions-worker-id", workerId, "--functions-request-id", requestId,
            "--functions-grpc-max-message-length", Longest,
        ];
    }
}
