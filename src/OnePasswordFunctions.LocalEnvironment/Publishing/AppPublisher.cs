using System.Runtime.InteropServices;

namespace OnePasswordFunctions.LocalEnvironment.Publishing;

/// <summary>Builds the function app and lays it out in artifacts/app as it is deployed.</summary>
internal static class AppPublisher
{
    private const string Project = "OnePasswordFunctions";
    private const string Worker = "worker.config.json";
    private const string DeployedRuntime = "linux-x64";

    /// <summary>Publishes when the sources are newer than what was published last, and gives the app's folder.</summary>
    /// <param name="repositoryRoot">The folder of the solution.</param>
    /// <param name="report">Told before something that takes a while.</param>
    /// <exception cref="LocalEnvironmentException">The build fails; the message holds its output.</exception>
    public static async Task<string> PublishAsync(string repositoryRoot, Action<string> report, CancellationToken cancellationToken)
    {
        string app = Path.Combine(repositoryRoot, "artifacts", "app");
        string stamp = Path.Combine(repositoryRoot, "artifacts", "app.stamp");
        using FileLock single = await FileLock.AcquireAsync(repositoryRoot, "publish", report, cancellationToken);
        SourceState sources = SourceState.Read(repositoryRoot);
        if (sources.IsSameAs(stamp) && File.Exists(Path.Combine(app, Worker)))
        {
            return app;
        }

        report("Publishing the function app to artifacts/app (only when its sources have changed)");
        File.Delete(stamp);
        if (Directory.Exists(app))
        {
            // Publishing does not remove what an earlier version left behind, such as the folder of a function that is gone.
            Directory.Delete(app, recursive: true);
        }

        await RunPublishAsync(repositoryRoot, app, cancellationToken);
        if (!File.Exists(Path.Combine(app, Worker)))
        {
            throw new LocalEnvironmentException($"dotnet publish succeeded but left no {Worker} in {app}. The project {Project} has to reference the Functions worker SDK, which writes it.");
        }

        sources.Save(stamp);
        return app;
    }

    private static async Task RunPublishAsync(string repositoryRoot, string app, CancellationToken cancellationToken)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : Programs.Find("dotnet") ?? throw new LocalEnvironmentException(
            "dotnet was not found on the PATH. Install the .NET 10 SDK from https://dot.net and try again.");

        // No build server may outlive this run; and intermediate files of its own keep it apart from a build that goes on meanwhile.
        string[] arguments =
        [
            "publish", Path.Combine("src", Project), "-c", "Release", "-o", app, "--nologo",
            "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:ArtifactsPath={Path.Combine(repositoryRoot, "artifacts", "publish")}",
            // The package that is deployed is made by whoever deploys it.
            "-p:ZipPackage=false",
        ];
        // Published for Azure unless told otherwise; a developer's machine of another kind needs its own.
        string runtime = RuntimeInformation.RuntimeIdentifier;
        if (runtime != DeployedRuntime)
        {
            arguments = [.. arguments, "-r", runtime];
        }

        (int exitCode, string output) = await Programs.RunAsync(dotnet, arguments, repositoryRoot, cancellationToken);
        if (exitCode != 0)
        {
            throw new LocalEnvironmentException($"dotnet publish failed with exit code {exitCode}:{Environment.NewLine}{output}");
        }
    }
}
