using System.Diagnostics;
using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How a worker is started: arguments, folder and environment, as the host gives them.</summary>
internal static class WorkerLaunch
{
    /// <param name="workerId">By which the host knows the worker again.</param>
    /// <param name="grpcPort">Where the host listens for it on 127.0.0.1.</param>
    /// <param name="group">Which functions the instance is for, as Flex Consumption tells it; null for all.</param>
    public static ProcessStartInfo CreateStartInfo(HostContext host, string workerId, int grpcPort, string? group)
    {
        PublishedApp app = host.App;
        var startInfo = new ProcessStartInfo(app.Executable, CreateArguments(app, workerId, grpcPort.ToString(CultureInfo.InvariantCulture))) { WorkingDirectory = app.Root };
        IDictionary<string, string?> environment = startInfo.Environment;

        // Core Tools say so; a test may want another environment.
        environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        foreach ((string name, string value) in host.Options.Settings)
        {
            environment[name] = value;
        }

        environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        environment["FUNCTIONS_WORKER_RUNTIME_VERSION"] = "10.0";
        environment["FUNCTIONS_WORKER_DIRECTORY"] = environment["FUNCTIONS_APPLICATION_DIRECTORY"] = environment["AzureWebJobsScriptRoot"] = app.Root;
        environment["WEBSITE_HOSTNAME"] = string.Create(CultureInfo.InvariantCulture, $"localhost:{host.HttpPort}");
        environment["DOTNET_NOLOGO"] = environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "true";
        if (group is not null)
        {
            environment["FUNCTIONS_TARGET_GROUP"] = group;
        }

        return startInfo;
    }

    // The worker reads the second four only; the host passes the first ones on for workers of other languages.
    private static string[] CreateArguments(PublishedApp app, string workerId, string port)
    {
        const string Longest = "2147483647";
        string requestId = Guid.NewGuid().ToString();
        return
        [
            app.WorkerPath,
            "--host", "127.0.0.1", "--port", port, "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", Longest,
            "--functions-uri", $"http://127.0.0.1:{port}/", "--functions-worker-id", workerId, "--functions-request-id", requestId,
            "--functions-grpc-max-message-length", Longest,
        ];
    }
}
